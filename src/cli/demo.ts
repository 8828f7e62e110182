import type { CommandSpec } from './command.ts';
import { packagePath } from './package.ts';
import { carryOutRun, prepareRunOf, type RunInput } from './run.ts';
import { understood } from './run-request.ts';

export const demo: CommandSpec<{ readonly out: string }, RunInput> = {
  name: 'demo',
  summary: 'the main job with no configuration: both standard packs of MOC against a simulated installation',
  configure(command) {
    command.option('--out <folder>', 'where the folder of the run is made', 'runs');
  },
  async prepare(_, { out }) {
    const packs = ['standard-dormant-dmct-migration', 'standard-dmct-srv'].map((pack) =>
      packagePath('testpacks', pack, 'moc.yaml'),
    );
    const sim = [packagePath('hardware', 'installations', 'moc-secure-dormant.yaml')];
    return { ...(await prepareRunOf(await understood(packs, { sim, out }))), brief: true };
  },
  run: carryOutRun,
};
