import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isS1benchError, type S1benchError } from '../../core/errors.ts';
import type { Counts } from '../checks/verdict.ts';
import { JOURNAL_FILE } from '../evidence/journal.ts';
import { parseObject, sha256 } from '../evidence/line.ts';
import { broken } from '../evidence/read-journal.ts';
import { RUN_FILE } from '../evidence/run-file.ts';
import { type Verification, verifyRun } from '../evidence/verify.ts';
import { countsOfAll, factsOf, SUMMARY_FILE, type SummaryEntry, summarySchema, summaryText } from './summary-file.ts';

/** What has become of one run of several; without evidence it never began. */
export interface PartVerification {
  readonly name: string;
  readonly verification: Verification | undefined;
}

/** What has become of the evidence of several runs. */
export interface SeveralVerification {
  /** Of all of them and their summary: `broken` if anything is, else `incomplete` if anything is. */
  readonly state: Verification['state'];
  /** What is wrong with the summary. */
  readonly problem?: S1benchError;
  readonly parts: readonly PartVerification[];
  readonly counts: Counts;
}

type Summary = ReturnType<typeof summarySchema.parse>;

/** Whether a folder holds several runs and their summary. */
export function isOfSeveral(folder: string): boolean {
  return existsSync(join(folder, SUMMARY_FILE));
}

/** Verifies each run of several, and holds their summary against what they come to. */
export function verifySeveral(folder: string): SeveralVerification {
  const names = new Set(foldersWithJournal(folder));
  let problem: S1benchError | undefined;
  let summary: Summary | undefined;
  try {
    summary = readSummary(folder);
    for (const { name } of summary.runs) names.add(name);
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    problem = error;
  }
  const parts = [...names].sort().map((name): PartVerification => ({ name, verification: verifyPart(folder, name) }));
  if (summary !== undefined) problem = problemOf(folder, summary, parts);
  const counts = countsOfAll(parts.flatMap(({ verification }) => verification?.record?.counts ?? []));
  const state = problem === undefined ? stateOf(parts, summary?.concluded === true) : 'broken';
  return { state, parts, counts, ...(problem !== undefined && { problem }) };
}

function stateOf(parts: readonly PartVerification[], concluded: boolean): Verification['state'] {
  const states = parts.map(({ verification }) => verification?.state ?? 'incomplete');
  if (states.includes('broken')) return 'broken';
  return concluded && !states.includes('incomplete') ? 'intact' : 'incomplete';
}

function readSummary(folder: string): Summary {
  const text = readFileSync(join(folder, SUMMARY_FILE), 'utf8');
  const read = summarySchema.safeParse(parseObject(text));
  if (!read.success) throw broken({ file: SUMMARY_FILE }, 'something else', 'the summary of several runs');
  return read.data;
}

/** A summary that was written before the runs ended says no more than which there are. */
function problemOf(folder: string, summary: Summary, parts: readonly PartVerification[]): S1benchError | undefined {
  const unknown = parts.find(({ name }) => !summary.runs.some((run) => run.name === name));
  if (unknown !== undefined) return broken({ file: SUMMARY_FILE }, `a run ${unknown.name}`, 'the runs that it names');
  if (parts.some(({ verification }) => verification?.state === 'broken')) return undefined;
  const entries = summary.runs.map(({ name, problem }): SummaryEntry => {
    const record = parts.find((part) => part.name === name)?.verification?.record;
    if (!summary.concluded) return { name };
    return { name, facts: record && factsOf(record), digest: digestOf(join(folder, name)), problem };
  });
  const { run, tool, startedAt, concluded } = summary;
  const expected = summaryText({ run, tool, startedAt, concluded }, entries);
  if (readFileSync(join(folder, SUMMARY_FILE), 'utf8') === expected) return undefined;
  return broken({ file: SUMMARY_FILE }, 'something that was changed', 'what follows from its runs');
}

function verifyPart(folder: string, name: string): Verification | undefined {
  return existsSync(join(folder, name, JOURNAL_FILE)) ? verifyRun(join(folder, name)) : undefined;
}

function foldersWithJournal(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, JOURNAL_FILE)));
}

/** Of the `run.json` of a run, where there is one. */
export function digestOf(folder: string): string | undefined {
  const path = join(folder, RUN_FILE);
  return existsSync(path) ? sha256(readFileSync(path)) : undefined;
}
