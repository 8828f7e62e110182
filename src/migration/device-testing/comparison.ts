import type { ErrorCode } from '../../core/error-catalogue.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Procedures } from './procedures.ts';
import type { Recorded, Snapshot, SnapshotRow } from './snapshot.ts';
import { CREDIT_LOG } from './snapshot-contents.ts';

/** What was lost or changed while keys were changed. */
export interface Difference {
  readonly code: ErrorCode;
  /** Name of the item. */
  readonly item: string;
  readonly found: string;
  readonly expected?: string;
}

type Log = Extract<Recorded, { kind: 'log' }>;
type Found = Omit<Difference, 'item'>;

const MILLIPENCE = 1000;
const DAY = 86_400_000;

/**
 * What a device has lost or changed of what it had recorded. It may have more: new rows at the end of logs, for which the
 * oldest had to go where a log was full; registers that went on; balances that were used, or topped up.
 */
export function differencesBetween(
  before: Snapshot,
  after: Snapshot,
  limits: Pick<Procedures['snapshot'], 'balance-pence'>,
): readonly Difference[] {
  const elapsed =
    Temporal.Instant.from(after.at).epochMilliseconds - Temporal.Instant.from(before.at).epochMilliseconds;
  const mostUsed = limits['balance-pence'] * MILLIPENCE * Math.max(1, Math.ceil(elapsed / DAY));
  const isToppedUp = lastOf(before.items[CREDIT_LOG]) !== lastOf(after.items[CREDIT_LOG]);
  return Object.entries(before.items).flatMap(([item, was]) => {
    const found = differenceOf(was, after.items[item], mostUsed, isToppedUp);
    return found === undefined ? [] : [{ item, ...found }];
  });
}

/** @throws the first difference, with all of them as what was found */
export function refuseDifferences(differences: readonly Difference[]): void {
  const [first] = differences;
  if (first === undefined) return;
  const found = differences.map(({ code, item, found }) => `${item}: ${found} (${code})`).join('; ');
  throw new S1benchError(first.code, { found, ...(first.expected !== undefined && { expected: first.expected }) });
}

function differenceOf(
  was: Recorded,
  is: Recorded | undefined,
  mostUsed: number,
  isToppedUp: boolean,
): Found | undefined {
  if (is === undefined) return { code: 'object-lost', found: 'nothing' };
  if (was.kind === 'log' && is.kind === 'log') return logDifference(was, is);
  if (was.kind === 'register' && is.kind === 'register') {
    if (was.steps !== is.steps) return { code: 'setting-changed', found: 'another scaler or unit' };
    const more = BigInt(is.value) - BigInt(was.value);
    return more >= 0n ? undefined : { code: 'register-went-back', found: `${-more} steps less` };
  }
  if (was.kind === 'balance' && is.kind === 'balance') {
    const more = is.amount - was.amount;
    if (-more <= mostUsed && (isToppedUp || more <= 0)) return undefined;
    const expected = `at most ${mostUsed} less${isToppedUp ? '' : ', and nothing more'}`;
    return { code: 'balance-changed', found: `${more} thousandths of a penny more`, expected };
  }
  if (was.kind === 'setting' && is.kind === 'setting' && was.digest === is.digest) return undefined;
  return { code: 'setting-changed', found: 'another value' };
}

/** The rows from before must be there as they were, one after the other, but for the oldest where there was no room. */
function logDifference(was: Log, is: Log): Found | undefined {
  for (let gone = 0; gone <= was.rows.length; gone++) {
    const kept = was.rows.slice(gone);
    if (!kept.every((row, i) => isSame(row, is.rows[i]))) continue;
    const added = is.rows.slice(kept.length);
    if (gone <= goneFor(was, added.length)) return unexpectedIn(added, was.rows.at(-1));
    break;
  }
  return lostOrChanged(was.rows, is.rows);
}

/** How many of the rows that were read may have gone to make room for new ones: any that weren't read went before them. */
function goneFor({ rows, room }: Log, added: number): number {
  return Math.max(0, rows.length + added - room);
}

function unexpectedIn(added: readonly SnapshotRow[], last: SnapshotRow | undefined): Found | undefined {
  const early = last && added.find(({ at }) => isBefore(at, last.at));
  return early && { code: 'log-entry-unexpected', found: `an entry of ${early.at}`, expected: `${last.at} or later` };
}

/** Names the first row that isn't there as it was, in the order in which it was. The same may have occurred twice. */
function lostOrChanged(before: readonly SnapshotRow[], after: readonly SnapshotRow[]): Found {
  const missing = before.find((row) => timesOf(row, after) < timesOf(row, before));
  if (missing === undefined) {
    return { code: 'log-entry-unexpected', found: 'entries in another order', expected: `${before[0]?.at} first` };
  }
  const isChanged = after.some((row) => row.at === missing.at && timesOf(row, before) < timesOf(row, after));
  return isChanged
    ? { code: 'log-entry-changed', found: `another entry of ${missing.at}` }
    : { code: 'log-entry-lost', found: `no entry of ${missing.at}` };
}

function timesOf(row: SnapshotRow, rows: readonly SnapshotRow[]): number {
  return rows.filter((other) => isSame(row, other)).length;
}

function lastOf(recorded: Recorded | undefined): string | undefined {
  return recorded?.kind === 'log' ? recorded.rows.at(-1)?.at : undefined;
}

function isSame(one: SnapshotRow, other: SnapshotRow | undefined): boolean {
  return one.at === other?.at && one.digest === other.digest;
}

function isBefore(one: string, other: string): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) < 0;
}
