import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, RealClock } from '../../core/clock.ts';
import { type Counts, countVerdicts, type RunStatus, runExitCode } from '../checks/verdict.ts';
import { JOURNAL_FILE } from '../evidence/journal.ts';
import type { RunRecord } from '../evidence/record.ts';
import { makeFolder } from '../evidence/recorder.ts';
import { RUN_FILE } from '../evidence/run-file.ts';
import { verifyRun } from '../evidence/verify.ts';
import type { Progress } from '../runner/progress.ts';
import { newPlace } from '../runner/run-packs.ts';
import { type Ask, inThisThread, inWorkers, type LaneParts } from './lanes.ts';
import type { PartOptions } from './messages.ts';
import type { Part, PartSummary } from './part.ts';
import { workerEntry } from './part-worker.ts';
import {
  countsOfAll,
  factsOf,
  type SummaryEntry,
  type SummaryHead,
  statusOfAll,
  writeSummary,
} from './summary-file.ts';
import { digestOf } from './verify.ts';

/** Several runs that have been found sound, and not yet begun. */
export interface PreparedRuns {
  readonly options: PartOptions;
  readonly parts: readonly Part[];
  /** How they go: each in a thread of its own as far as there are processors, all at once in this one, or in turn. */
  readonly way: 'threads' | 'at-once' | 'in-turn';
}

/** What whoever watches several runs is told, as it happens. */
export type SideBySideProgress =
  | {
      readonly kind: 'runs-started';
      readonly run: string;
      readonly folder: string;
      readonly runs: readonly { readonly installation: string; readonly seed: string }[];
    }
  /** What one of them says; `installation` is the name of its part. */
  | ({ readonly installation: string } & (Progress | { readonly kind: 'run-broke'; readonly problem: string }))
  | ({ readonly kind: 'runs-concluded' } & SideBySideSummary);

/** What several runs came to. */
export interface SideBySideSummary {
  readonly run: string;
  /** Where their evidence is: a folder for each below it, and their summary. */
  readonly folder: string;
  readonly status: RunStatus;
  readonly counts: Counts;
  readonly runs: readonly PartSummary[];
  readonly exitCode: 0 | 1 | 3;
}

export interface SideBySideOptions {
  /** Folder in which the folder of the runs is made; `runs` by default. */
  readonly out?: string;
  /** Asks somebody at a bench to lend a hand; without it nobody is there. */
  readonly ask?: Ask;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SideBySideProgress) => void;
  /** Whether each step is told; otherwise only those of simulated devices that take their time. */
  readonly everyStep?: boolean;
  readonly wallClock?: Clock;
  /** What its threads run, in place of the usual. */
  readonly worker?: URL;
}

/**
 * Carries out several runs, each with evidence of its own below one folder.
 * @throws `evidence-exists`, `evidence-unwritable`
 */
export async function runSideBySide(prepared: PreparedRuns, options: SideBySideOptions): Promise<SideBySideSummary> {
  const { parts, options: common } = prepared;
  const { out = 'runs', signal = new AbortController().signal, onProgress = () => undefined } = options;
  const startedAt = (options.wallClock ?? new RealClock()).now();
  const { run, folder } = newPlace(out, startedAt, common.packs);
  const head = { run, tool: common.tool, startedAt: startedAt.toString() };
  makeFolder(folder);
  writeSummary(
    folder,
    { ...head, concluded: false },
    parts.map(({ name }) => ({ name })),
  );
  onProgress({
    kind: 'runs-started',
    run,
    folder,
    runs: parts.map(({ name, seed }) => ({ installation: name, seed })),
  });
  const problems = new Map<string, string>();
  await carryOutAll(prepared, {
    options: common,
    signal,
    ask: options.ask,
    everyStep: options.everyStep ?? false,
    worker: options.worker ?? workerEntry,
    placeOf: ({ name }) => ({ run: `${run}/${name}`, folder: join(folder, name) }),
    onProgress: (installation, progress) => onProgress({ installation, ...progress }),
    onBroken: (installation, problem) => {
      problems.set(installation, problem);
      onProgress({ installation, kind: 'run-broke', problem });
    },
  });
  const summary = conclude(prepared, { ...head, concluded: true }, folder, problems);
  onProgress({ kind: 'runs-concluded', ...summary });
  return summary;
}

function carryOutAll({ parts, way }: PreparedRuns, context: LaneParts): Promise<void> {
  if (way === 'threads') return inWorkers(parts, context);
  return inThisThread(parts, way === 'at-once' ? parts.length : 1, context);
}

function conclude(
  { parts }: PreparedRuns,
  head: SummaryHead,
  folder: string,
  problems: ReadonlyMap<string, string>,
): SideBySideSummary {
  const ended = parts.map(({ name, seed }) =>
    endedPart({ name, seed, folder: join(folder, name) }, problems.get(name)),
  );
  const entries = ended.map(({ name, facts, digest, problem }): SummaryEntry => ({ name, facts, digest, problem }));
  writeSummary(folder, head, entries);
  const runs = ended.map(({ facts: _, digest: __, ...summary }): PartSummary => summary);
  const status = statusOfAll(runs.map((one) => one.status));
  const counts = countsOfAll(runs.map((one) => one.counts));
  return { run: head.run, folder, status, counts, runs, exitCode: runExitCode(status, counts) };
}

type EndedPart = PartSummary & Pick<SummaryEntry, 'facts' | 'digest'>;

/** What a run came to by its own evidence, whatever whoever carried it out said, or could not say any more. */
function endedPart(place: Pick<PartSummary, 'name' | 'seed' | 'folder'>, problem: string | undefined): EndedPart {
  const because = problem === undefined ? {} : { problem };
  const record = recordIn(place.folder);
  if (record === undefined) return { ...place, status: 'incomplete', counts: countVerdicts([]), tests: [], ...because };
  const { status, counts, tests } = record;
  return { ...place, status, counts, tests, facts: factsOf(record), digest: digestOf(place.folder), ...because };
}

function recordIn(folder: string): Pick<RunRecord, 'status' | 'started' | 'counts' | 'tests'> | undefined {
  if (existsSync(join(folder, RUN_FILE))) {
    const { status, counts, tests, ...started } = JSON.parse(readFileSync(join(folder, RUN_FILE), 'utf8'));
    return { status, counts, tests, started };
  }
  return existsSync(join(folder, JOURNAL_FILE)) ? verifyRun(folder).record : undefined;
}
