import type { CommandSpec } from './command.ts';
import { packagePath } from './package.ts';
import { carryOutRun, prepareRunOf, type RunInput } from './run.ts';
import { understood } from './run-request.ts';

export const demo: CommandSpec<{ readonly out: string }, RunInput> = {
  name: 'demo',
  summary: 'the main job with no configuration: the standard pack of MOC against a simulated installation',
  configure(command) {
    command.option('--out <folder>', 'where the folder of the run is made', 'runs');
  },
  async prepare(_, { out }) {
    const packs = [packagePath('testpacks', 'standard-dmct-srv', 'moc.yaml')];
    const sim = [packagePath('hardware', 'installations', 'moc-secure-dual-fuel.yaml')];
    return prepareRunOf(await understood(packs, { sim, out }));
  },
  run: carryOutRun,
};
