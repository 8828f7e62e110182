import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Clock, RealClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { loadSmets1Services } from '../../dcc/load-smets1-services.ts';
import { everyKey } from '../../sim/files/keys.ts';
import { runExitCode } from '../checks/verdict.ts';
import { dataToJson, dataTypeName } from '../cosem-data.ts';
import type { RunEventOf } from '../evidence/event.ts';
import { sha256 } from '../evidence/line.ts';
import { entryOfPack } from '../evidence/pack-copies.ts';
import { Recorder } from '../evidence/recorder.ts';
import { Redactor } from '../evidence/redactor.ts';
import { toJson } from '../json.ts';
import type { PackMigrationData, PackMigrationFiles } from '../migrations/pack-migration.ts';
import { clientSaps } from '../pack/action.ts';
import { traceCsv } from '../traceability/matrix.ts';
import { benchTarget } from './bench-target.ts';
import type { FailFast } from './fail-fast.ts';
import { usersByRole } from './parties.ts';
import { type LoadedPack, loadPacks, type PlannedTest, planTests } from './plan.ts';
import type { Progress, RunSummary } from './progress.ts';
import { simTarget } from './sim-target.ts';
import type { StandObserver } from './stand.ts';
import { Stands } from './stands.ts';
import { declaredDevicesOf, type Target } from './target.ts';
import { TestRunner } from './test-runner.ts';

/** What a run proved by which test, beside its evidence. */
export const TRACEABILITY_FILE = 'traceability.csv';

/** How a run is carried out, whatever it is made of. */
export interface CarryOutOptions {
  /** Name and version of the tool, for the evidence. */
  readonly tool: string;
  /** Folder in which the folder of the run is made; `runs` by default. */
  readonly out?: string;
  /** Where exactly its evidence goes, in place of a new folder in `out`. */
  readonly place?: RunPlace;
  /** The run whose troubles this one runs again, for the evidence. */
  readonly rerunOf?: string;
  /** File that says which SRVs are for SMETS1 devices (`kind: smets1-services`); the recalled ones by default. */
  readonly services?: string;
  /** What migrations in tests go by. */
  readonly migrationFiles?: PackMigrationFiles;
  /** Ends the run at the first test that somebody has to look into. */
  readonly failFast?: FailFast;
  /** Asks whoever is at the bench to lend a hand; without it nobody is there. Simulated devices need nobody. */
  readonly ask?: Target['ask'];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** The time on the wall, for the name of the run. */
  readonly wallClock?: Clock;
}

export interface RunOptions extends CarryOutOptions {
  /** Files of test packs, in the order in which they are run. */
  readonly packs: readonly string[];
  readonly target: TargetOption;
  /** Tests to run, by id, trace or pattern; all of them by default. */
  readonly only?: readonly string[];
  /** How often each of them is run; once by default. */
  readonly repeat?: number;
  /** Decides everything random; by default that of the installation, or for a bench a new one. */
  readonly seed?: string;
}

/** What a run can be made against. */
export type TargetOption =
  | {
      readonly sim: string;
      readonly framing?: 'wrapper' | 'hdlc';
      /** Which of the installations of a template, from 0. */
      readonly installation?: number;
    }
  | { readonly bench: string }
  | { readonly open: () => Promise<Target> };

/** A run's name, and the folder of its evidence, which isn't there yet. */
export interface RunPlace {
  readonly run: string;
  readonly folder: string;
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
export async function prepareRun(options: RunOptions): Promise<PreparedRun> {
  const { packs: files, target: of, seed, services } = options;
  const packs = await loadPacks(files);
  if (services !== undefined) await loadSmets1Services(services);
  const tests = planTests(packs, options);
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
export async function carryOut(prepared: PreparedRun, options: CarryOutOptions): Promise<RunSummary> {
  const { tests, seed } = prepared;
  const target = attended(prepared.target, options);
  const { signal = new AbortController().signal, onProgress = () => undefined, failFast } = options;
  try {
    const redactor = new Redactor(secretsOf(target));
    const services = options.services === undefined ? undefined : await loadSmets1Services(options.services);
    const migration = await migrationDataFor(prepared, options);
    const recorder = startEvidence(prepared, options, redactor);
    const { run } = recorder.derivation.record.started;
    onProgress({ kind: 'run-started', run, folder: recorder.folder, seed, tests: tests.length });
    target.watchFaults?.((fault) => recorder.record({ kind: 'fault', ...fault }));
    const random = new Random(seed).fork('run');
    const stands = new Stands({
      target,
      random,
      observer: observerOf(recorder, redactor),
      services,
      migration,
      onPartyEvent: (by, { what, ...detail }) =>
        recorder.record({ kind: 'operation', by, what, detail: toJson(detail) }),
      onDevices: (devices) => recorder.record({ kind: 'devices-changed', devices: declaredDevicesOf(devices) }),
      onMigrated: (outcome) => {
        recorder.record({
          kind: 'operation',
          by: 'runner',
          what: 'migrates the installation for the tests',
          detail: outcome,
        });
        const { outcome: what, code, attempts } = outcome;
        const because = typeof code === 'string' ? { because: code } : {};
        onProgress({ kind: 'installation-migrated', outcome: String(what), attempts: Number(attempts), ...because });
      },
      folder: recorder.folder,
    });
    const runner = new TestRunner({ target, stands, recorder, signal, onProgress });
    try {
      await runTests(tests, { runner, recorder, onProgress, failFast });
    } finally {
      await stands.close();
    }
    recorder.conclude(signal.aborted ? 'aborted' : 'complete');
    const summary = summaryOf(recorder);
    writeTraceability(prepared, summary);
    onProgress({ kind: 'run-concluded', ...summary });
    return summary;
  } finally {
    await target.close();
  }
}

/** Nothing where nothing migrates. @throws `migration-rules-missing`, what the files are refused with */
async function migrationDataFor(
  { tests, seed, target }: PreparedRun,
  { migrationFiles: files }: CarryOutOptions,
): Promise<PackMigrationData | undefined> {
  if (target.smso === undefined && tests.every(({ standing }) => standing === undefined)) return undefined;
  if (files === undefined) throw new S1benchError('migration-rules-missing', { expected: 'migrationFiles of the run' });
  const { loadPackMigrationData } = await import('../migrations/pack-migration.ts');
  return loadPackMigrationData(files, new Random(seed).fork('migrations'));
}

/** For people and their spreadsheets: it follows from the evidence, and is no part of it. */
function writeTraceability({ packs }: PreparedRun, { folder, tests }: RunSummary): void {
  const matrix = traceCsv(
    packs.map(({ pack }) => pack),
    tests,
  );
  writeFileSync(join(folder, TRACEABILITY_FILE), matrix);
}

function attended(target: Target, { ask }: CarryOutOptions): Target {
  return ask === undefined || target.operate !== undefined ? target : { ...target, ask };
}

interface RunParts {
  readonly runner: TestRunner;
  readonly recorder: Recorder;
  readonly onProgress: (progress: Progress) => void;
  readonly failFast: FailFast | undefined;
}

async function runTests(
  tests: readonly PlannedTest[],
  { runner, recorder, onProgress, failFast }: RunParts,
): Promise<void> {
  for (const [i, planned] of tests.entries()) {
    const { name, test } = planned;
    // In virtual time a run waits for nothing: this is when it hears that it should stop.
    await setImmediate();
    const obstacle = await runner.prepare(planned, failFast?.because);
    if (obstacle === undefined) {
      onProgress({ kind: 'test-started', test: name, title: test.title, left: tests.length - i });
      await runner.run(planned);
    } else {
      recorder.record({ kind: 'test-not-run', test: name, ...obstacle });
    }
    const { title, verdict = 'not-run', because } = recorder.derivation.recordOf(name);
    failFast?.testEnded(name, verdict);
    const left = tests.length - i - 1;
    onProgress({ kind: 'test-ended', test: name, title, verdict, ...(because !== undefined && { because }), left });
  }
}

function startEvidence(
  { target, packs, tests, seed }: PreparedRun,
  options: CarryOutOptions,
  redactor: Redactor,
): Recorder {
  const { place, tool, rerunOf, services, out = 'runs', wallClock = new RealClock() } = options;
  const startedAt = wallClock.now();
  const { run, folder } = place ?? newPlace(out, startedAt, packs);
  const started: RunEventOf<'run-started'> = {
    kind: 'run-started',
    run,
    tool,
    startedAt: startedAt.toString(),
    ...(rerunOf !== undefined && { rerunOf }),
    ...(services !== undefined && { services: { file: services, sha256: sha256(readFileSync(services)) } }),
    seed,
    target: {
      kind: target.kind,
      file: target.file,
      sha256: target.sha256,
      ...(target.installation !== undefined && { installation: target.installation }),
      devices: declaredDevicesOf(target),
      users: usersByRole(),
    },
    packs: packs.map((pack) => entryOfPack(pack.file, pack)),
    tests: tests.map(({ name }) => name),
  };
  return new Recorder(folder, started, packs, target.clock, redactor);
}

function observerOf(recorder: Recorder, redactor: Redactor): StandObserver {
  return {
    traffic: ({ role }, traffic) => recorder.traffic(role, traffic),
    operation: ({ value, ...operation }) => {
      const { clientSap, service, object, index } = operation;
      const by = clientSap === clientSaps.critical ? 'dco' : 's1sp';
      const what = object === undefined ? service : `${service} ${object} ${index}`;
      const carried = value === undefined ? {} : { type: dataTypeName(value), value: dataToJson(value) };
      recorder.record({ kind: 'operation', by, what, detail: { ...operation, ...carried } });
    },
    secret: (key) => redactor.add(key),
    message: (message) => {
      const what = `sends ${message.kind} ${message.kind === 'response' ? message.response.srv : message.code}`;
      recorder.record({ kind: 'operation', by: 'dcc', what, detail: toJson(message) });
    },
    refusedPush: ({ device, refusal, because }) => {
      const decided = `no alert is made of what ${device} has sent unasked`;
      recorder.record({ kind: 'decision', by: 's1sp', decided, because: `${refusal}: ${because}` });
    },
  };
}

function summaryOf({ derivation, folder }: Recorder): RunSummary {
  const { started, status, counts, tests } = derivation.record;
  const exitCode = runExitCode(status, counts);
  return { run: started.run, folder, seed: started.seed, status, counts, tests, exitCode };
}

/** @throws `file-unreadable`, DocumentErrors */
export function openTarget(of: TargetOption, seed: string | undefined): Promise<Target> {
  if ('open' in of) return of.open();
  if ('bench' in of) return benchTarget(of.bench, seed);
  const { sim, ...options } = of;
  return simTarget(sim, { seed, ...options });
}

function secretsOf({ devices }: Target): readonly Uint8Array[] {
  return devices.flatMap(({ keys }) => everyKey(keys));
}

/** In a folder the first of `time-pack`, `time-pack-2`, `time-pack-3` that isn't there yet. */
export function newPlace(out: string, startedAt: Temporal.Instant, packs: readonly LoadedPack[]): RunPlace {
  const name = `${compact(startedAt)}-${packs[0]?.pack.id}`;
  for (let i = 1; ; i++) {
    const folder = join(out, i === 1 ? name : `${name}-${i}`);
    if (!existsSync(folder)) return { run: basename(folder), folder };
  }
}

/** `20260115T102000Z`: file names can't have colons everywhere. */
function compact(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}
