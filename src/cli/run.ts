import { S1benchError } from '../core/errors.ts';
import type { PreparedRun, RunOptions } from '../harness/runner/run-packs.ts';
import type { CommandSpec } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';
import { version } from './package.ts';

interface RunCliOptions {
  readonly sim?: string;
  readonly bench?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly out: string;
}

/** A run that was found sound, with what it is to be carried out by. */
export interface RunInput {
  readonly prepared: PreparedRun;
  readonly options: RunOptions;
}

export const run: CommandSpec<RunCliOptions, RunInput> = {
  name: 'run',
  summary: 'run test packs, and leave their evidence in runs/<run id>/',
  configure(command) {
    command
      .argument('<pack...>', 'test packs, such as testpacks/first-light/esme.yaml')
      .option('--sim <file>', 'against a simulated installation')
      .option('--bench <file>', 'against the devices of a bench')
      .option('--seed <seed>', 'seed of everything random in the run')
      .option('--only <id...>', 'only these tests')
      .option('--out <folder>', 'where the folder of the run is made', 'runs');
  },
  prepare(packs, { sim, bench, seed, only, out }) {
    return prepareRunOf({ packs, target: targetOf(sim, bench), out, ...(seed && { seed }), ...(only && { only }) });
  },
  run: carryOutRun,
};

/** Reads and checks all that a run needs. */
export async function prepareRunOf(options: Omit<RunOptions, 'tool'>): Promise<RunInput> {
  const { prepareRun } = await import('../harness/runner/run-packs.ts');
  const complete = { ...options, tool: `s1bench ${version()}` };
  return { prepared: await prepareRun(complete), options: complete };
}

/** Carries a run out, and shows how it goes. */
export async function carryOutRun(
  { prepared, options }: RunInput,
  output: Output,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { carryOut } = await import('../harness/runner/run-packs.ts');
  const { RealClock } = await import('../core/clock.ts');
  const { RunProgress } = await import('./run-progress.ts');
  const progress = new RunProgress(output, new RealClock());
  const { exitCode } = await carryOut(prepared, { ...options, signal, onProgress: (event) => progress.show(event) });
  return exitCode;
}

function targetOf(sim: string | undefined, bench: string | undefined): RunOptions['target'] {
  if (sim !== undefined && bench === undefined) return { sim };
  if (bench !== undefined && sim === undefined) return { bench };
  throw new S1benchError('usage-target', {
    found: sim === undefined ? 'neither' : 'both',
    expected: '--sim FILE or --bench FILE',
  });
}
