import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Standing } from '../model/installation.ts';
import { type Outcome, outcomes } from '../model/outcome.ts';

/** How one try to migrate an installation ended. */
export interface OutcomeRow {
  readonly hub: Eui64;
  readonly group: string;
  readonly set: string;
  readonly standing?: Standing | undefined;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** What stood in the way, or the category of an exclusion. */
  readonly code?: string | undefined;
  readonly at: string;
  readonly commissioned: readonly Eui64[];
}

/** What the tries come to: each installation counts with its last. */
export interface OutcomeTotals {
  readonly installations: number;
  readonly attempts: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of those that were not commissioned, by what stood in the way. */
  readonly codes: Readonly<Record<string, number>>;
}

export const OUTCOMES_CSV = 'outcomes.csv';
export const OUTCOMES_JSON = 'outcomes.json';
export const SUMMARY_JSON = 'summary.json';

const columns = ['hub', 'group', 'set', 'standing', 'attempt', 'outcome', 'code', 'at', 'commissioned'] as const;

/** Adds up rows that come one after the other, those of an installation in the order of its attempts. */
export class Totals {
  #attempts = 0;
  readonly #outcomes = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  readonly #codes = new Map<string, number>();
  #last: OutcomeRow | undefined;
  #installations = 0;

  add(row: OutcomeRow): void {
    if (this.#last !== undefined && this.#last.hub !== row.hub) this.#count(this.#last);
    this.#last = row;
    this.#attempts++;
  }

  end(): OutcomeTotals {
    if (this.#last !== undefined) this.#count(this.#last);
    this.#last = undefined;
    const codes = Object.fromEntries([...this.#codes].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { installations: this.#installations, attempts: this.#attempts, outcomes: { ...this.#outcomes }, codes };
  }

  #count({ outcome, code = 'none' }: OutcomeRow): void {
    this.#installations++;
    this.#outcomes[outcome]++;
    if (outcome !== 'commissioned') this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }
}

/**
 * Writes the reports of a migration into a folder, each whole or not at all: every try as CSV and as JSON, and what they
 * come to. However many there are, they are written as they come.
 * @param rows those of an installation together, in the order of its attempts
 */
export function writeOutcomeReports(folder: string, rows: Iterable<OutcomeRow>): OutcomeTotals {
  const totals = new Totals();
  const csv = new ReportFile(folder, OUTCOMES_CSV);
  const json = new ReportFile(folder, OUTCOMES_JSON);
  csv.write(line(columns));
  let separator = '[\n';
  for (const row of rows) {
    totals.add(row);
    csv.write(line(columns.map((column) => cellOf(row[column]))));
    json.write(`${separator}${JSON.stringify(row)}`);
    separator = ',\n';
  }
  json.write(separator === ',\n' ? '\n]\n' : '[]\n');
  const summed = totals.end();
  const summary = new ReportFile(folder, SUMMARY_JSON);
  summary.write(`${JSON.stringify(summed, undefined, 2)}\n`);
  for (const file of [csv, json, summary]) file.close();
  return summed;
}

function line(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: 'windows' });
}

function cellOf(value: OutcomeRow[(typeof columns)[number]]): string {
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}

const MOST_HELD = 65_536;

/** A file that gets its name once all of it is written. */
class ReportFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #file: number;
  #held: string[] = [];
  #length = 0;

  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
    this.#draft = join(folder, `.${name}`);
    this.#file = openSync(this.#draft, 'w');
  }

  write(text: string): void {
    this.#held.push(text);
    this.#length += text.length;
    if (this.#length > MOST_HELD) this.#flush();
  }

  close(): void {
    this.#flush();
    fsyncSync(this.#file);
    closeSync(this.#file);
    renameSync(this.#draft, this.#path);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#held.join(''));
    this.#held = [];
    this.#length = 0;
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
  }
}
