import type { Clock } from '../core/clock.ts';
import type { CarryOutOptions, PreparedRun } from '../harness/runner/run-packs.ts';
import type { PreparedRuns, SideBySideOptions } from '../harness/side-by-side/run-side-by-side.ts';
import type { CommandSpec } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';
import type { Person } from './person.ts';
import { type RunCliOptions, type RunRequest, understood } from './run-request.ts';

/** One run or several that were found sound, with what they are to be carried out by. */
/** `brief`: a line for each set of tests in the place of each test. */
export type RunInput = { readonly unattended: boolean; readonly brief?: boolean } & (
  | { readonly one: PreparedRun; readonly options: CarryOutOptions }
  | { readonly several: PreparedRuns; readonly options: SideBySideOptions }
);

export const run: CommandSpec<RunCliOptions, RunInput> = {
  name: 'run',
  summary: 'run test packs, and leave their evidence in runs/<run id>/',
  configure(command) {
    command
      .argument('[pack...]', 'test packs: files, or those that ship with s1bench by name, such as first-light/esme')
      .option('--sim <file...>', 'against simulated installations: files, or names such as moc-secure-dual-fuel')
      .option('--count <n>', 'so many installations of each file of --sim, side by side')
      .option('--bench <file...>', 'against the devices of benches')
      .option('--seed <seed>', 'seed of everything random in the run')
      .option(
        '--only <what...>',
        'only these tests: ids, patterns such as SRV-4*, or what they trace to, such as "SRV 7.2"',
      )
      .option('--repeat <n>', 'each test so many times')
      .option('--rerun-failed <run>', 'only the tests of that run that failed, broke or were inconclusive')
      .option('--fail-fast', 'run nothing more after the first test that fails, breaks or is inconclusive')
      .option('--services <file>', 'which Service Requests are for SMETS1 devices, in place of the recalled ones')
      .option('--unattended', 'nobody is there: tests that need hands on a bench are not run')
      .option('--out <folder>', 'where the folder of the run is made', 'runs');
  },
  async prepare(packs, options) {
    return prepareRunOf(await understood(packs, options));
  },
  run: carryOutRun,
};

/** Reads and checks all that a run needs, or several. */
export async function prepareRunOf(request: RunRequest): Promise<RunInput> {
  const { planned, failFast, unattended, out, ...common } = request;
  if ('one' in planned) {
    const { prepareRun } = await import('../harness/runner/run-packs.ts');
    const { FailFast } = await import('../harness/runner/fail-fast.ts');
    const options = { ...common, out, ...(failFast && { failFast: new FailFast() }) };
    return { one: await prepareRun({ ...common, ...planned.one }), options, unattended };
  }
  const { prepareRuns } = await import('../harness/side-by-side/prepare.ts');
  const several = await prepareRuns({ ...common, failFast, parts: planned.several });
  return { several, options: { out }, unattended };
}

/** Carries out one run or several, and shows how it goes. */
export async function carryOutRun(input: RunInput, output: Output, signal: AbortSignal): Promise<ExitCode> {
  const { RealClock } = await import('../core/clock.ts');
  const { Person } = await import('./person.ts');
  const clock = new RealClock();
  const person = input.unattended || !needsPerson(input) || !Person.isThere() ? undefined : new Person(output, clock);
  try {
    return 'one' in input
      ? await carryOutOne(input, person, { output, clock, signal })
      : await carryOutSeveral(input, person, { output, clock, signal });
  } finally {
    person?.close();
  }
}

interface Surroundings {
  readonly output: Output;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function carryOutOne(
  { one, options, brief }: Extract<RunInput, { one: unknown }>,
  person: Person | undefined,
  { output, clock, signal }: Surroundings,
): Promise<ExitCode> {
  const { carryOut } = await import('../harness/runner/run-packs.ts');
  const { RunProgress } = await import('./run-progress.ts');
  const packs = one.packs.map(({ pack }) => pack);
  const { SetLines } = await import('./set-lines.ts');
  const { show: onProgress } = new RunProgress(packs, output, clock, brief ? new SetLines(packs, output) : undefined);
  const ask: CarryOutOptions['ask'] = person && ((...question) => person.ask(...question));
  const { exitCode } = await carryOut(one, { ...options, signal, onProgress, ...(ask !== undefined && { ask }) });
  return exitCode;
}

async function carryOutSeveral(
  { several, options }: Extract<RunInput, { several: unknown }>,
  person: Person | undefined,
  { output, clock, signal }: Surroundings,
): Promise<ExitCode> {
  const { runSideBySide } = await import('../harness/side-by-side/run-side-by-side.ts');
  const { SideBySideProgressLines } = await import('./side-by-side-progress.ts');
  const packs = several.options.packs.map(({ pack }) => pack);
  const { show: onProgress } = new SideBySideProgressLines(packs, output, clock);
  const ask: SideBySideOptions['ask'] =
    person && ((part, text, ...question) => person.ask(`${part}: ${text}`, ...question));
  const everyStep = output.options.json;
  const told = { signal, onProgress, everyStep, ...(ask && { ask }) };
  const { exitCode } = await runSideBySide(several, { ...options, ...told });
  return exitCode;
}

/** Whether hands could be asked for: never in a simulation, whose simulator has its own. */
function needsPerson(input: RunInput): boolean {
  if ('one' in input) return input.one.target.operate === undefined;
  return input.several.parts.some(({ target }) => 'bench' in target);
}
