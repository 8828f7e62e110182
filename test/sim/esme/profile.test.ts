import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObis } from '../../../src/core/identifiers.ts';
import type { AccessSelection } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { decodeDateTime, encodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { captureObjectData, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { Bench, elements, firstLight, numberIn, octets } from '../bench.ts';

const HALF_HOURLY = [7, '1.0.99.1.0.255'] as const;
const DAILY = [7, '1.0.99.2.0.255'] as const;
const START = firstLight.start.epochMilliseconds;
const HALF_HOUR = 1_800_000;
const clock = { classId: 8, logicalName: parseObis('0.0.1.0.0.255'), attributeIndex: 2, dataIndex: 0 };
const activeImport = { classId: 3, logicalName: parseObis('1.0.1.8.0.255'), attributeIndex: 2, dataIndex: 0 };

const bench = new Bench({ entry: { microgeneration: true } });
const client = bench.associate(2);

function octetTime(time: number): Data {
  return { type: 'octet-string', value: encodeDateTime(utc(time)) };
}

function timeIn(data: Data | undefined): number {
  return instantFromDateTime(decodeDateTime(octets(data as Data)))?.epochMilliseconds ?? Number.NaN;
}

function range(
  from: Data,
  to: Data,
  selectedValues: readonly (typeof clock)[] = [],
  restrictingObject = clock,
): AccessSelection {
  return selectionOf({ kind: 'range', restrictingObject, from, to, selectedValues });
}

function entries(fromEntry: number, toEntry: number, fromSelectedValue = 1, toSelectedValue = 0): AccessSelection {
  return selectionOf({ kind: 'entry', fromEntry, toEntry, fromSelectedValue, toSelectedValue });
}

describe('Blue Book 4.3.6, Profile generic: half-hourly', () => {
  const whole = elements(client.read(...HALF_HOURLY, 2));
  const times = whole.map((row) => timeIn(elements(row)[0]));

  it('holds 13 months of half-hours up to now, one a period, in order', () => {
    expect(whole).toHaveLength(19_008);
    expect(numberIn(client.read(...HALF_HOURLY, 7))).toBe(19_008);
    expect(times.at(-1)).toBe(Math.floor(START / HALF_HOUR) * HALF_HOUR);
    expect(times.every((time, i) => i === 0 || time - (times[i - 1] as number) === HALF_HOUR)).toBe(true);
  });

  it('captures what its capture objects say: clock, status and the four registers', () => {
    const objects = elements(client.read(...HALF_HOURLY, 3));
    expect(objects).toHaveLength(6);
    expect(objects[0]).toEqual(captureObjectData(clock));
    expect(objects[2]).toEqual(captureObjectData(activeImport));
    expect(whole.every((row) => elements(row).length === 6)).toBe(true);
  });

  it('captures the registers as they were: a row is what a GET gave at that instant', () => {
    fc.assert(
      fc.property(fc.nat(19_007), (index) => {
        const row = elements(whole[index] as Data);
        const then = new Bench({
          entry: { microgeneration: true },
          start: Temporal.Instant.fromEpochMilliseconds(timeIn(row[0])),
        });
        const reader = then.associate(2);
        for (const [column, name] of ['1.0.1.8.0.255', '1.0.2.8.0.255', '1.0.3.8.0.255', '1.0.4.8.0.255'].entries()) {
          expect(row[column + 2]).toEqual(reader.read(3, name, 2));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('selects by range of the clock, both ends included, and by columns in the order asked for', () => {
    fc.assert(
      fc.property(fc.nat(400 * 86_400_000), fc.nat(5 * 86_400_000), (back, span) => {
        const [from, to] = [START - back, START - back + span].map((time) => Math.floor(time / 10) * 10) as [
          number,
          number,
        ];
        const rows = elements(client.read(...HALF_HOURLY, 2, range(octetTime(from), octetTime(to))));
        const isInside = (time: number): boolean => time >= from && time <= to;
        expect(rows).toEqual(whole.filter((_, i) => isInside(times[i] as number)));
      }),
      { numRuns: 20 },
    );
    const selection = range(octetTime(START - 3_600_000), { type: 'date-time', value: utc(START) }, [
      activeImport,
      clock,
    ]);
    const [first] = elements(client.read(...HALF_HOURLY, 2, selection));
    expect(elements(first as Data).map(({ type }) => type)).toEqual(['double-long-unsigned', 'octet-string']);
  });

  it('leaves a side open where the bound has no year', () => {
    const open: Data = { type: 'octet-string', value: encodeDateTime({}) };
    expect(elements(client.read(...HALF_HOURLY, 2, range(octetTime(START - HALF_HOUR), open)))).toHaveLength(1);
    expect(elements(client.read(...HALF_HOURLY, 2, range(open, octetTime(START - 500 * 86_400_000))))).toEqual([]);
  });

  it('selects by entry and by column, from 1, where 0 is the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: -10, max: 100 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        fc.nat(7),
        (start, more, toTheEnd, first, last) => {
          const from = toTheEnd ? Math.max(start, 18_900) : start;
          const to = toTheEnd ? 0 : Math.max(1, from + more);
          const rows = elements(client.read(...HALF_HOURLY, 2, entries(from, to, first, last)));
          const picked = whole.slice(from - 1, to === 0 ? undefined : to);
          const columns = picked.map((row) => elements(row).slice(first - 1, last === 0 ? undefined : last));
          expect(rows.map(elements)).toEqual(columns);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('refuses what it cannot select by', () => {
    const get = (selection: AccessSelection) => client.get(...HALF_HOURLY, 2, selection);
    const now = octetTime(START);
    const violated = { error: 'scope-of-access-violated' };
    expect(get(range(now, now, [], activeImport))).toEqual(violated);
    expect(get(range(now, now, [{ ...clock, attributeIndex: 3 }]))).toEqual(violated);
    expect(get(entries(0, 0))).toEqual(violated);
    expect(get(entries(1, 1, 0))).toEqual(violated);
    expect(get({ selector: 3, parameters: { type: 'null-data' } })).toEqual(violated);
    expect(get({ selector: 1, parameters: { type: 'null-data' } })).toEqual({ error: 'type-unmatched' });
    expect(get(range({ type: 'null-data' }, now))).toEqual({ error: 'type-unmatched' });
    const { hour: _, ...noHour } = utc(START);
    expect(get(range({ type: 'date-time', value: noHour }, now))).toEqual({ error: 'type-unmatched' });
  });
});

describe('Blue Book 4.3.6, Profile generic: daily', () => {
  it('captures totals and rates at midnight, and the rates sum to the total', () => {
    const rows = elements(client.read(...DAILY, 2)).map(elements);
    expect(rows).toHaveLength(396);
    for (const row of rows) {
      const [time, , total, , ...rates] = row;
      expect(timeIn(time) % 86_400_000).toBe(0);
      expect(rates.map(numberIn).reduce((sum, wh) => sum + wh, 0)).toBe(numberIn(total as Data));
    }
  });

  it('is shorter in a meter that is younger', () => {
    const young = new Bench({ entry: { installed: Temporal.Instant.from('2026-01-12T11:00:00Z') } }).associate(2);
    expect(numberIn(young.read(...DAILY, 7))).toBe(3);
    expect(numberIn(young.read(...HALF_HOURLY, 7))).toBe(
      Math.floor(START / HALF_HOUR) - Date.UTC(2026, 0, 12, 11) / HALF_HOUR,
    );
    const unborn = new Bench({ entry: { installed: Temporal.Instant.from('2026-02-01T00:00:00Z') } }).associate(2);
    expect(elements(unborn.read(...HALF_HOURLY, 2))).toEqual([]);
    expect(numberIn(unborn.read(3, '1.0.1.8.0.255', 2))).toBe(0);
  });
});
