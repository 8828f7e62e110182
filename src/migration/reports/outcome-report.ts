import type { Eui64 } from '../../core/identifiers.ts';
import type { Standing } from '../model/installation.ts';
import { type Outcome, outcomes } from '../model/outcome.ts';
import { csvLine, ReportFile } from './report-file.ts';

/** How one try to migrate an installation ended. */
export interface OutcomeRow {
  readonly hub: Eui64;
  readonly group: string;
  readonly set: string;
  readonly standing?: Standing | undefined;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** What stood in the way, or the category of an exclusion: of a commissioned one, for which its gas meter was left out. */
  readonly code?: string | undefined;
  /** What was found there, where it was told. */
  readonly found?: string | undefined;
  readonly at: string;
  readonly commissioned: readonly Eui64[];
  /** Devices that were left out, and of which the S1SP and the DCO hold the keys until they are given back. */
  readonly held?: readonly Eui64[] | undefined;
}

/** What the tries come to: each installation counts with its last. */
export interface OutcomeTotals {
  readonly installations: number;
  readonly attempts: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of those that were not commissioned, or not wholly, by what stood in the way. */
  readonly codes: Readonly<Record<string, number>>;
}

export const OUTCOMES_CSV = 'outcomes.csv';
export const OUTCOMES_JSON = 'outcomes.json';
export const SUMMARY_JSON = 'summary.json';

const columns = [
  'hub',
  'group',
  'set',
  'standing',
  'attempt',
  'outcome',
  'code',
  'found',
  'at',
  'commissioned',
  'held',
] as const;

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

  #count({ outcome, code = outcome === 'commissioned' ? undefined : 'none' }: OutcomeRow): void {
    this.#installations++;
    this.#outcomes[outcome]++;
    if (code !== undefined) this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
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
  csv.write(csvLine(columns));
  let separator = '[\n';
  for (const row of rows) {
    totals.add(row);
    csv.write(csvLine(columns.map((column) => cellOf(row[column]))));
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

function cellOf(value: OutcomeRow[(typeof columns)[number]]): string {
  return Array.isArray(value) ? value.join(' ') : String(value ?? '');
}
