import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { requestBilling } from '../../../src/sim/billing/request.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import type { Alert } from '../../../src/sim/device/simulated-device.ts';
import { Bench, type Client, elements, numberIn } from '../bench.ts';
import {
  at,
  BILLING_CALENDAR,
  BILLING_LOG,
  CALENDAR,
  CLOCK,
  COUNTERS,
  enumeration,
  esmeOf,
  integer,
  longUnsigned,
  matrix,
  minutes,
  octetTime,
  part,
  structure,
  sum,
  writeCalendar,
} from '../tariff/tariff-bench.ts';

const rowsOf = (client: Client): readonly (readonly Data[])[] => elements(client.read(...BILLING_LOG, 2)).map(elements);
const timesOf = (client: Client): Data[] => rowsOf(client).map(([time]) => time as Data);
const valuesOf = (row: readonly Data[]): number[] => row.slice(2).map(numberIn);
const dates = (...isos: readonly string[]): Data[] => isos.map((iso) => octetTime(at(iso)));
const bill = (client: Client, start: string, period: number) =>
  client.set(...BILLING_CALENDAR, 2, structure(octetTime(at(start)), enumeration(period)));
const starting = (iso: string) => new Bench({ start: Temporal.Instant.from(iso) });

describe('SMETS1: billing data log', () => {
  it('holds twelve rows of the months before the meter was looked at, as its registers were', () => {
    const client = new Bench().associate(2);
    const rows = rowsOf(client);
    expect(rows).toHaveLength(12);
    expect(timesOf(client).at(-1)).toEqual(octetTime(at('2026-01-01T00:00:00Z')));
    expect(timesOf(client)[0]).toEqual(octetTime(at('2025-02-01T00:00:00Z')));
    const totals = rows.map((row) => valuesOf(row)[0] as number);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    const costs = rows.map((row) => valuesOf(row).at(-1) as number);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    for (const row of rows) {
      const [total = 0, ...others] = valuesOf(row);
      expect(sum(others.slice(0, 4))).toBe(total);
    }
    // Four rates of four blocks: what the month before used.
    const used = rows.map((row) => sum(valuesOf(row).slice(5, 21)));
    expect(used.slice(1)).toEqual(totals.slice(1).map((total, i) => total - (totals[i] as number)));
  });

  it('captures at each billing date what the registers then show, with the event and the alert 8F0A', () => {
    const bench = new Bench();
    const alerts: Alert[] = [];
    bench.device.onAlert = (alert) => alerts.push(alert);
    const client = bench.associate(1);
    const due = at('2026-02-01T00:00:00Z');
    bench.clock.advance(Temporal.Duration.from({ milliseconds: due - bench.clock.now().epochMilliseconds }));
    const [total, first] = ['1.0.1.8.0.255', '1.0.1.8.1.255'].map((name) => numberIn(client.read(3, name, 2)));
    bench.clock.advance(Temporal.Duration.from({ hours: 50 }));
    const row = rowsOf(client).at(-1) as readonly Data[];
    expect(row[0]).toEqual(octetTime(due));
    expect(valuesOf(row).slice(0, 2)).toEqual([total, first]);
    expect(alerts).toEqual([expect.objectContaining({ event: 'billing-data-log-updated', code: 0x8f0a, at: due })]);
    expect(bench.state.logs.event.at(-1)).toEqual({ time: due, code: 0x8f0a });
    expect(rowsOf(client)).toHaveLength(12);
  });

  it('ends the block period with the billing date', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    bench.clock.advance(Temporal.Duration.from({ days: 30 }));
    const total = numberIn(client.read(3, '1.0.1.8.0.255', 2));
    const [billed = 0] = valuesOf(rowsOf(client).at(-1) as readonly Data[]);
    const counted = elements(client.read(...COUNTERS, 2)).flatMap((row) => elements(row).map(numberIn));
    expect(sum(counted)).toBe(total - billed);
    expect(numberIn(client.read(3, '1.0.1.9.1.255', 2))).toBe(sum(counted.slice(0, 4)));
  });

  it.each([
    ['summer time begins', '2026-03-28T23:50:00Z', ['2026-03-29T00:00:00Z', '2026-03-30T00:00:00Z']],
    ['summer time ends', '2026-10-24T23:50:00Z', ['2026-10-25T00:00:00Z', '2026-10-26T00:00:00Z']],
    ['a leap day', '2028-02-28T23:50:00Z', ['2028-02-29T00:00:00Z', '2028-03-01T00:00:00Z']],
    ['the end of a year', '2027-12-30T23:50:00Z', ['2027-12-31T00:00:00Z', '2028-01-01T00:00:00Z']],
  ])('is written once a day by UTC when %s', (_, start, written) => {
    const bench = starting(start);
    const client = bench.associate(1);
    expect(bill(client, '2020-01-01T00:00:00Z', 1)).toBe('success');
    bench.clock.advance(Temporal.Duration.from({ hours: 47 }));
    expect(timesOf(client).slice(-2)).toEqual(dates(...written));
  });

  it('has a row for each billing date of years in which nobody looked, the last twelve of them', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    bench.clock.advance(Temporal.Duration.from({ days: 1000 }));
    const times = timesOf(client);
    expect(times).toHaveLength(12);
    expect(times.at(-1)).toEqual(octetTime(at('2028-10-01T00:00:00Z')));
    expect(times[0]).toEqual(octetTime(at('2027-11-01T00:00:00Z')));
  });

  it('is written when the tariff changes, when told so, and when the payment mode changes, each with its cause', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.action(20, '0.0.13.0.0.255', 1, integer(0));
    client.action(...BILLING_LOG, 2, integer(0));
    client.action(9, '0.0.10.0.1.255', 1, longUnsigned(1));
    requestBilling(esmeOf(bench), 'payment-mode-change');
    esmeOf(bench).changed();
    expect(
      rowsOf(client)
        .slice(-4)
        .map(([, cause]) => numberIn(cause as Data)),
    ).toEqual([2, 1, 0, 3]);
    expect(numberIn(client.read(1, '0.0.131.0.1.255', 2))).toBe(3);
  });

  it('bills a date that a clock, set back before it and then on past it, has left out', () => {
    const bench = starting('2026-01-15T10:21:00Z');
    const client = bench.associate(1);
    bill(client, '2026-01-08T00:00:00Z', 1);
    client.set(...CLOCK, 2, octetTime(at('2026-01-14T23:58:00Z')));
    bench.clock.advance(minutes(1));
    client.set(...CLOCK, 2, octetTime(at('2026-01-15T00:30:00Z')));
    expect(timesOf(client).at(-1)).toEqual(octetTime(at('2026-01-15T00:30:00Z')));
    expect(numberIn(client.read(1, '0.0.131.0.1.255', 2))).toBe(0);
  });

  it('bills once where the clock was set past billing dates, and again where it was set back before one', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.set(...CLOCK, 2, octetTime(at('2026-04-20T12:00:00Z')));
    expect(timesOf(client).slice(-2)).toEqual(dates('2026-01-01T00:00:00Z', '2026-04-20T12:00:00Z'));
    client.set(...CLOCK, 2, octetTime(at('2026-03-31T23:59:00Z')));
    bench.clock.advance(minutes(2));
    expect(timesOf(client).at(-1)).toEqual(octetTime(at('2026-04-01T00:00:00Z')));
  });

  it('SRV 6.8: takes a billing calendar from the critical client, and none that it cannot follow', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    expect(bill(client, '2026-01-31T00:00:00Z', 3)).toBe('other-reason');
    expect(bill(client, '2026-01-20T00:00:00Z', 9)).toBe('other-reason');
    expect(
      client.set(
        ...BILLING_CALENDAR,
        2,
        structure({ type: 'octet-string', value: encodeDateTime({ hour: 1 }) }, enumeration(1)),
      ),
    ).toBe('other-reason');
    expect(bill(client, '2026-01-20T06:00:00Z', 4)).toBe('success');
    expect(elements(client.read(22, '0.0.15.0.0.255', 4))).toHaveLength(4);
    expect(numberIn(client.read(22, '0.0.15.0.0.255', 3))).toBe(3);
    bench.clock.advance(Temporal.Duration.from({ days: 120 }));
    expect(timesOf(client).slice(-2)).toEqual(dates('2026-01-20T06:00:00Z', '2026-04-20T06:00:00Z'));
    expect(bill(bench.associate(2), '2026-01-20T06:00:00Z', 4)).toBe('read-write-denied');
    expect(bill(client, '2026-01-20T06:00:00Z', 0)).toBe('success');
    expect(elements(client.read(22, '0.0.15.0.0.255', 4))).toHaveLength(0);
    const count = bench.state.logs.event.length;
    bench.clock.advance(Temporal.Duration.from({ days: 400 }));
    client.read(...BILLING_LOG, 7);
    expect(bench.state.logs.event).toHaveLength(count);
  });

  it('is state: it goes on from what was saved', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    bench.clock.advance(Temporal.Duration.from({ days: 200 }));
    const rows = rowsOf(client);
    const restored = new Bench({ saved: bench.device.save(), start: bench.clock.now() });
    expect(rowsOf(restored.associate(2))).toEqual(rows);
  });

  it('leaves rows of before other thresholds came into force as they were', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const before = rowsOf(client);
    writeCalendar(client, { first: 0, second: 0, from: 1 });
    client.set(...part(2, 'thresholds'), 2, matrix(Array.from({ length: 4 }, () => [1, 2, 3])));
    expect(client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
    bench.clock.advance(minutes(1));
    expect(rowsOf(client).slice(0, -1)).toEqual(before.slice(1));
  });

  it('selects rows by range of the clock', () => {
    const client = new Bench().associate(2);
    const time = (iso: string): Data => ({ type: 'octet-string', value: encodeDateTime(utc(at(iso))) });
    const clock = structure(
      longUnsigned(8),
      { type: 'octet-string', value: Uint8Array.of(0, 0, 1, 0, 0, 255) },
      integer(2),
      longUnsigned(0),
    );
    const parameters = structure(clock, time('2025-06-01T00:00:00Z'), time('2025-08-31T00:00:00Z'), {
      type: 'array',
      value: [],
    });
    expect(elements(client.read(...BILLING_LOG, 2, { selector: 1, parameters }))).toHaveLength(3);
  });

  it('does not bill without power, and once when it is back and its clock went on', () => {
    const bench = starting('2026-01-31T23:00:00Z');
    const esme = esmeOf(bench);
    bench.device.operate({ kind: 'power', is: 'off' });
    bench.clock.advance(minutes(90));
    esme.now();
    expect(esme.state.billing.rows).toHaveLength(0);
    bench.clock.advance(minutes(30));
    bench.device.operate({ kind: 'power', is: 'on' });
    esme.now();
    expect(esme.state.billing.rows.map(({ time }) => time)).toEqual([at('2026-02-01T01:00:00Z')]);
  });
});
