import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Clock, RealClock } from '../../core/clock.ts';
import { Random } from '../../core/random.ts';
import { everyKey } from '../../sim/files/keys.ts';
import { runExitCode } from '../checks/verdict.ts';
import { dataToJson, dataTypeName } from '../cosem-data.ts';
import type { RunEventOf } from '../evidence/event.ts';
import { sha256 } from '../evidence/line.ts';
import { Recorder } from '../evidence/recorder.ts';
import { Redactor } from '../evidence/redactor.ts';
import { toJson } from '../json.ts';
import { clientSaps } from '../pack/action.ts';
import { benchTarget } from './bench-target.ts';
import { type LoadedPack, loadPacks, type PlannedTest, planTests } from './plan.ts';
import type { Progress, RunSummary } from './progress.ts';
import { simTarget } from './sim-target.ts';
import { type StandObserver, TestStand } from './stand.ts';
import { declaredFactsOf, type Target } from './target.ts';
import { TestRunner } from './test-runner.ts';

export interface RunOptions {
  /** Files of test packs, in the order in which they are run. */
  readonly packs: readonly string[];
  readonly target:
    | { readonly sim: string; readonly framing?: 'wrapper' | 'hdlc' }
    | { readonly bench: string }
    | { readonly open: () => Promise<Target> };
  /** Tests to run, by id; all of them by default. */
  readonly only?: readonly string[];
  /** Decides everything random; by default that of the installation, or for a bench a new one. */
  readonly seed?: string;
  /** Folder in which the folder of the run is made; `runs` by default. */
  readonly out?: string;
  /** Name and version of the tool, for the evidence. */
  readonly tool: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** The time on the wall, for the name of the run. */
  readonly wallClock?: Clock;
}

/** A run that has been found sound, and not yet begun. */
export interface PreparedRun {
  readonly target: Target;
  readonly packs: readonly LoadedPack[];
  readonly tests: readonly PlannedTest[];
  readonly seed: string;
}

/**
 * Reads and checks all that a run needs. Nothing is run and nothing is written.
 * @throws `file-unreadable`, DocumentErrors, `pack-id-repeated`, `pack-test-unknown`; AggregateError of several of them
 */
export async function prepareRun({ packs: files, target: of, only, seed }: RunOptions): Promise<PreparedRun> {
  const packs = await loadPacks(files);
  const tests = planTests(packs, only);
  const target = await openTarget(of, seed);
  return { target, packs, tests, seed: seed ?? target.seed };
}

/**
 * Runs test packs against simulated or real devices, and leaves the evidence.
 * @throws what `prepareRun` does, and then nothing was run; what `carryOut` does
 */
export async function runPacks(options: RunOptions): Promise<RunSummary> {
  return carryOut(await prepareRun(options), options);
}

/**
 * Carries out a prepared run, once.
 * @throws `evidence-exists`, `evidence-unwritable`, `evidence-holds-key`
 */
export async function carryOut(prepared: PreparedRun, options: RunOptions): Promise<RunSummary> {
  const { target, tests, seed } = prepared;
  const { signal = new AbortController().signal, onProgress = () => undefined } = options;
  try {
    const redactor = new Redactor(secretsOf(target));
    const recorder = startEvidence(prepared, options, redactor);
    const { run } = recorder.derivation.record.started;
    onProgress({ kind: 'run-started', run, folder: recorder.folder, seed, tests: tests.length });
    target.watchFaults?.((fault) => recorder.record({ kind: 'fault', ...fault }));
    const stand = new TestStand(target, new Random(seed).fork('run'), observerOf(recorder, redactor));
    const runner = new TestRunner({ target, stand, recorder, signal, onProgress });
    await runTests(runner, tests, recorder, onProgress);
    recorder.conclude(signal.aborted ? 'aborted' : 'complete');
    const summary = summaryOf(recorder);
    onProgress({ kind: 'run-concluded', ...summary });
    return summary;
  } finally {
    await target.close();
  }
}

async function runTests(
  runner: TestRunner,
  tests: readonly PlannedTest[],
  recorder: Recorder,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  for (const [i, { name, test }] of tests.entries()) {
    const obstacle = runner.obstacleOf(test);
    if (obstacle === undefined) {
      onProgress({ kind: 'test-started', test: name, title: test.title, left: tests.length - i });
      await runner.run(name, test);
    } else {
      recorder.record({ kind: 'test-not-run', test: name, because: obstacle });
    }
    const { title, verdict = 'not-run', because } = recorder.derivation.recordOf(name);
    const left = tests.length - i - 1;
    onProgress({ kind: 'test-ended', test: name, title, verdict, ...(because !== undefined && { because }), left });
  }
}

function startEvidence({ target, packs, tests, seed }: PreparedRun, options: RunOptions, redactor: Redactor): Recorder {
  const startedAt = (options.wallClock ?? new RealClock()).now();
  const folder = newFolder(options.out ?? 'runs', `${compact(startedAt)}-${packs[0]?.pack.id}`);
  const started: RunEventOf<'run-started'> = {
    kind: 'run-started',
    run: basename(folder),
    tool: options.tool,
    startedAt: startedAt.toString(),
    seed,
    target: {
      kind: target.kind,
      file: target.file,
      sha256: target.sha256,
      devices: Object.fromEntries(target.devices.map((device) => [device.role, declaredFactsOf(device)])),
    },
    packs: packs.map(({ file, text, pack: { id } }) => ({ id, file, copy: `packs/${id}.yaml`, sha256: sha256(text) })),
    tests: tests.map(({ name }) => name),
  };
  return new Recorder(folder, started, packs, target.clock, redactor);
}

function observerOf(recorder: Recorder, redactor: Redactor): StandObserver {
  return {
    traffic: ({ role }, { direction, layer, bytes }) => {
      recorder.record({ kind: 'traffic', device: role, direction, layer, bytes: redactor.hex(bytes) });
    },
    operation: ({ value, ...operation }) => {
      const by = operation.clientSap === clientSaps.critical ? 'dco' : 's1sp';
      const what = [operation.service, operation.object, operation.index]
        .filter((part) => part !== undefined)
        .join(' ');
      const carried = value === undefined ? {} : { type: dataTypeName(value), value: dataToJson(value) };
      recorder.record({ kind: 'operation', by, what, detail: toJson({ ...operation, ...carried }) });
    },
  };
}

function summaryOf({ derivation, folder }: Recorder): RunSummary {
  const { started, status, counts, tests } = derivation.record;
  const exitCode = runExitCode(status, counts);
  return { run: started.run, folder, seed: started.seed, status, counts, tests, exitCode };
}

function openTarget(of: RunOptions['target'], seed: string | undefined): Promise<Target> {
  if ('open' in of) return of.open();
  if ('bench' in of) return benchTarget(of.bench, seed);
  return simTarget(of.sim, { seed, ...(of.framing !== undefined && { framing: of.framing }) });
}

function secretsOf({ devices }: Target): readonly Uint8Array[] {
  return devices.flatMap(({ keys }) => everyKey(keys));
}

/** The first of `name`, `name-2`, `name-3` that isn't there yet. */
function newFolder(out: string, name: string): string {
  for (let i = 1; ; i++) {
    const folder = join(out, i === 1 ? name : `${name}-${i}`);
    if (!existsSync(folder)) return folder;
  }
}

/** `20260115T102000Z`: file names can't have colons everywhere. */
function compact(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}
