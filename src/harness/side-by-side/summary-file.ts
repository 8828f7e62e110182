import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Counts, countVerdicts, type RunStatus, testVerdicts } from '../checks/verdict.ts';
import { sha256 } from '../evidence/line.ts';
import type { RunRecord } from '../evidence/record.ts';
import { syncFolder, writeDurably } from '../evidence/run-file.ts';

export const SUMMARY_FILE = 'summary.json';

/** What the evidence of a run says of it as a whole. */
export interface RunFacts {
  readonly status: RunStatus;
  readonly seed: string;
  readonly target: Pick<RunRecord['started']['target'], 'kind' | 'file' | 'sha256' | 'installation'>;
  readonly counts: Counts;
}

/** A run of several, as their summary has it. */
export interface SummaryEntry {
  /** Its folder, beside the summary. */
  readonly name: string;
  /** Nothing of a run that never began. */
  readonly facts?: RunFacts | undefined;
  /** SHA-256 of its `run.json`, where it was concluded. */
  readonly digest?: string | undefined;
  /** Why it was not concluded, where that is known: its own evidence can't say. */
  readonly problem?: string | undefined;
}

/** What is said of all of them together. */
export interface SummaryHead {
  readonly run: string;
  readonly tool: string;
  readonly startedAt: string;
  /** Whether all of them have ended. */
  readonly concluded: boolean;
}

const text = z.string();
const counts = z.record(z.enum(testVerdicts), z.int().min(0));
const status = z.enum(['complete', 'incomplete', 'aborted']);

/** The form of `summary.json`. */
export const summarySchema = z.strictObject({
  status,
  concluded: z.boolean(),
  run: text,
  tool: text,
  startedAt: text,
  counts,
  runs: z.array(
    z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
      status,
      seed: text.optional(),
      target: z.strictObject({ kind: text, file: text, sha256: text, installation: z.int().optional() }).optional(),
      counts,
      digest: text.optional(),
      problem: text.optional(),
    }),
  ),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The worst of several: `incomplete` where any is, else `aborted` where any is. */
export function statusOfAll(statuses: readonly RunStatus[]): RunStatus {
  return statuses.find((one) => one === 'incomplete') ?? statuses.find((one) => one === 'aborted') ?? 'complete';
}

export function countsOfAll(all: readonly Counts[]): Counts {
  const sum = { ...countVerdicts([]) } as Record<keyof Counts, number>;
  for (const one of all) for (const verdict of testVerdicts) sum[verdict] += one[verdict];
  return sum;
}

/**
 * The text of `summary.json`: what each run came to and all of them together, with the digest of each `run.json`, and the
 * SHA-256 of this text as it would be with an empty digest. It follows from the evidence of the runs.
 */
export function summaryText(head: SummaryHead, entries: readonly SummaryEntry[]): string {
  const runs = entries.map(describeEntry);
  const { concluded, ...rest } = head;
  const content = {
    status: concluded ? statusOfAll(runs.map((run) => run.status)) : 'incomplete',
    concluded,
    ...rest,
    counts: countsOfAll(runs.map((run) => run.counts)),
    runs,
  };
  const render = (digest: string): string => `${JSON.stringify({ ...content, digest }, undefined, 2)}\n`;
  return render(sha256(render('')));
}

/** Writes it by a rename: there is always a whole one. */
export function writeSummary(folder: string, head: SummaryHead, entries: readonly SummaryEntry[]): void {
  const path = join(folder, SUMMARY_FILE);
  writeDurably(`${path}.part`, summaryText(head, entries));
  renameSync(`${path}.part`, path);
  syncFolder(folder);
}

export function factsOf({ status, started, counts: of }: Pick<RunRecord, 'status' | 'started' | 'counts'>): RunFacts {
  const { kind, file, sha256: digest, installation } = started.target;
  const target = { kind, file, sha256: digest, ...(installation !== undefined && { installation }) };
  return { status, seed: started.seed, target, counts: of };
}

function describeEntry({ name, facts, digest, problem }: SummaryEntry) {
  const { status: its = 'incomplete', counts: of = countVerdicts([]), seed, target } = facts ?? {};
  return { name, status: its, seed, target, counts: of, digest, problem };
}
