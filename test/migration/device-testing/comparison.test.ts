import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Difference,
  differencesBetween,
  refuseDifferences,
} from '../../../src/migration/device-testing/comparison.ts';
import type { Recorded, Snapshot, SnapshotRow } from '../../../src/migration/device-testing/snapshot.ts';
import { refusalOf } from '../../support/refusal.ts';

const BEGIN = Temporal.Instant.from('2026-01-15T00:00:00Z');
const limits = { 'balance-pence': 10 };

function snapshot(items: Record<string, Recorded>, at = '2026-01-15T12:00:00Z'): Snapshot {
  return { at, items };
}

function differences(
  was: Recorded,
  is: Recorded | undefined,
  more: Record<string, Recorded> = {},
): readonly Difference[] {
  const later = is === undefined ? {} : { item: is };
  const after = snapshot({ ...later, ...more }, '2026-01-15T13:00:00Z');
  return differencesBetween(snapshot({ item: was, ...log('credit log', 0) }), after, limits);
}

function log(name: string, rows: number): Record<string, Recorded> {
  return { [name]: { kind: 'log', rows: rowsOf(rows), room: 100 } };
}

const row = (minutes: number, digest = `D${minutes}`): SnapshotRow => ({
  at: BEGIN.add({ minutes }).toString(),
  digest,
});
const rowsOf = (count: number): readonly SnapshotRow[] => Array.from({ length: count }, (_, i) => row(i));
const noCredits = log('credit log', 0);
const logOf = (rows: readonly SnapshotRow[], room = 100): Recorded => ({ kind: 'log', rows, room });
const codes = (was: Recorded, is: Recorded | undefined, more = noCredits): readonly string[] =>
  differences(was, is, more).map(({ code }) => code);

/** Rows by time, some at the same time. */
const arbitraryRows = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.uuid()), { maxLength: 12 })
  .map((rows) => rows.toSorted(([a], [b]) => a - b).map(([minutes, digest]) => row(minutes, digest)));
const newRows = fc.array(fc.uuid(), { maxLength: 6 }).map((digests) => digests.map((digest, i) => row(40 + i, digest)));

describe('MTAD: what was recorded survives a migration. Logs', () => {
  it('new rows may be added, and the oldest go as far as there is no room', () => {
    const given = fc.record({ before: arbitraryRows, added: newRows, room: fc.integer({ min: 0, max: 8 }) });
    fc.assert(
      fc.property(given, ({ before, added, room: spare }) => {
        const room = before.length + spare;
        const after = [...before, ...added].slice(-room || undefined);
        expect(codes(logOf(before, room), logOf(room === 0 ? [] : after, room))).toEqual([]);
      }),
    );
  });

  it('no row may be lost while there is room', () => {
    fc.assert(
      fc.property(arbitraryRows, newRows, fc.nat(), (before, added, at) => {
        fc.pre(before.length > 0);
        const lost = at % before.length;
        const after = [...before.toSpliced(lost, 1), ...added];
        expect(codes(logOf(before), logOf(after))).toEqual(['log-entry-lost']);
      }),
    );
  });

  it('no row may be another', () => {
    fc.assert(
      fc.property(arbitraryRows, newRows, fc.nat(), (before, added, at) => {
        fc.pre(before.length > 0);
        const changed = at % before.length;
        const after = [
          ...before.with(changed, { at: (before[changed] as SnapshotRow).at, digest: 'another' }),
          ...added,
        ];
        expect(codes(logOf(before), logOf(after))).toEqual(['log-entry-changed']);
      }),
    );
  });

  it('no row may come in among those from before', () => {
    expect(codes(logOf([row(1), row(3)]), logOf([row(1), row(3), row(2)]))).toEqual(['log-entry-unexpected']);
    expect(codes(logOf([row(1), row(3)]), logOf([row(1), row(2), row(3)]))).toEqual(['log-entry-unexpected']);
    expect(codes(logOf([row(1), row(3)]), logOf([row(3), row(1)]))).toEqual(['log-entry-unexpected']);
  });

  it('a full log loses no more rows than were added', () => {
    expect(codes(logOf(rowsOf(5), 5), logOf([row(1), row(2), row(3), row(4), row(9)], 5))).toEqual([]);
    expect(codes(logOf(rowsOf(5), 5), logOf([row(2), row(3), row(4), row(9)], 5))).toEqual(['log-entry-lost']);
  });

  it('a log may not be gone', () => {
    expect(codes(logOf([]), undefined)).toEqual(['object-lost']);
  });
});

describe('MTAD: what was recorded survives a migration. Values', () => {
  it('a register goes on, in the steps in which it counts, and not back', () => {
    const register = (value: string, steps = 'Wh'): Recorded => ({ kind: 'register', value, steps });
    expect(codes(register('10'), register('10'))).toEqual([]);
    expect(codes(register('10'), register('11'))).toEqual([]);
    expect(codes(register('10'), register('9'))).toEqual(['register-went-back']);
    expect(codes(register('10'), register('10', 'kWh'))).toEqual(['setting-changed']);
    expect(codes(register('10'), undefined)).toEqual(['object-lost']);
    expect(codes(register('9007199254740993'), register('9007199254740992'))).toEqual(['register-went-back']);
  });

  it('a setting stays as it is', () => {
    expect(codes({ kind: 'setting', digest: 'A' }, { kind: 'setting', digest: 'A' })).toEqual([]);
    expect(codes({ kind: 'setting', digest: 'A' }, { kind: 'setting', digest: 'B' })).toEqual(['setting-changed']);
    expect(codes({ kind: 'setting', digest: 'A' }, { kind: 'balance', amount: 1 })).toEqual(['setting-changed']);
  });

  it('a balance is used up by what a day may cost, and rises where it was topped up', () => {
    const balance = (amount: number): Recorded => ({ kind: 'balance', amount });
    expect(codes(balance(20_000), balance(10_000))).toEqual([]);
    expect(codes(balance(20_000), balance(9_999))).toEqual(['balance-changed']);
    expect(codes(balance(20_000), balance(20_001))).toEqual(['balance-changed']);
    expect(codes(balance(20_000), balance(90_000), log('credit log', 1))).toEqual([]);
    expect(codes(balance(20_000), balance(9_999), log('credit log', 1))).toEqual(['balance-changed']);
  });

  it('what is new is no loss', () => {
    expect(codes(logOf([]), logOf([]), { ...noCredits, other: { kind: 'setting', digest: 'A' } })).toEqual([]);
  });

  it('the first difference is refused by its code, and all are told, without what was consumed', () => {
    const given = differences(
      { kind: 'register', value: '123456', steps: 'Wh' },
      { kind: 'register', value: '23456', steps: 'Wh' },
    );
    const refused = refusalOf(() => refuseDifferences([...given, ...differences(logOf([row(1)]), logOf([]))]));
    expect(refused.code).toBe('register-went-back');
    expect(refused.found).toContain('log-entry-lost');
    expect(refused.found).not.toContain('23456');
    expect(() => refuseDifferences([])).not.toThrow();
  });
});
