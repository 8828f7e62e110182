import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { decodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import type { Alert } from '../../../src/sim/device/simulated-device.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { Bench, elements, numberIn, octets } from '../bench.ts';

const [FAILURES, LONG_FAILURES] = [[1, '0.0.96.7.0.255', 2] as const, [1, '0.0.96.7.5.255', 2] as const];
const [LAST, LAST_LONG] = [[1, '0.0.96.7.10.255', 2] as const, [1, '0.0.96.7.15.255', 2] as const];
const LONG_LOG = [7, '1.0.99.97.0.255', 2] as const;
const POWER_LOG = [7, '0.0.99.98.2.255', 2] as const;
const HALF_HOURLY = [7, '1.0.99.1.0.255'] as const;
const CLOCK = [8, '0.0.1.0.0.255', 2] as const;
const IMPORT = [3, '1.0.1.8.0.255', 2] as const;
const LONG = 180;
const RESERVE = 72 * 3600;
const POWER_DOWN = 0x80;

const seconds = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 100_000 }));
const outages = fc.array(fc.record({ on: seconds, off: seconds }), { minLength: 1, maxLength: 8 });

function advance(bench: Bench, by: number): number {
  bench.clock.advance(Temporal.Duration.from({ seconds: by }));
  return bench.clock.now().epochMilliseconds;
}

function timeIn(data: Data | undefined): number | undefined {
  if (data === undefined) return undefined;
  return instantFromDateTime(decodeDateTime(octets(data)), 0)?.epochMilliseconds;
}

interface Outage {
  readonly from: number;
  readonly to: number;
}

/** A meter that has lived through outages, each after a time with power. */
function livedThrough(list: readonly { readonly on: number; readonly off: number }[]) {
  const bench = new Bench();
  const esme = bench.device as Esme;
  const alerts: Alert[] = [];
  esme.onAlert = (alert) => alerts.push(alert);
  const past: Outage[] = [];
  for (const { on, off } of list) {
    const from = advance(bench, on);
    expect(esme.operate({ kind: 'power', is: 'off' })).toBe('success');
    expect(esme.isPowered()).toBe(false);
    const before = esme.registers.total(0, esme.now());
    const to = advance(bench, off);
    expect(esme.isPowered()).toBe(false);
    expect(esme.operate({ kind: 'power', is: 'on' })).toBe('success');
    expect(esme.isPowered()).toBe(true);
    expect(esme.registers.total(0, esme.now())).toBe(before);
    past.push({ from, to });
  }
  return { bench, esme, alerts, past };
}

const isLong = ({ from, to }: Outage): boolean => to - from >= 1000 * LONG;

describe('SMETS1 power outages', () => {
  it('Blue Book 6.2.46: counts and times them, and registers stand still meanwhile', () => {
    fc.assert(
      fc.property(outages, (list) => {
        const { bench, past } = livedThrough(list);
        const reader = bench.associate(2);
        const long = past.filter(isLong);
        expect(numberIn(reader.read(...FAILURES))).toBe(past.length);
        expect(numberIn(reader.read(...LONG_FAILURES))).toBe(long.length);
        expect(timeIn(reader.read(...LAST))).toBe(past.at(-1)?.from);
        const last = long.at(-1);
        expect(numberIn(reader.read(...LAST_LONG))).toBe(last === undefined ? 0 : (last.to - last.from) / 1000);
        const rows = elements(reader.read(...LONG_LOG)).map(elements);
        expect(rows.map(([end]) => timeIn(end))).toEqual(long.map(({ to }) => to));
        expect(rows.map(([, duration]) => numberIn(duration ?? { type: 'null-data' }))).toEqual(
          long.map(({ from, to }) => (to - from) / 1000),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('8F57, 8F35, 8F36: writes them into the power event log in order, and tells when power is back', () => {
    fc.assert(
      fc.property(outages, (list) => {
        const { bench, alerts, past } = livedThrough(list);
        const rows = elements(bench.associate(2).read(...POWER_LOG)).map(elements);
        const entries = rows.map(([time, code]) => [timeIn(time), numberIn(code ?? { type: 'null-data' })]);
        const back = (outage: Outage): number => (isLong(outage) ? 0x8f36 : 0x8f35);
        const expected = past.flatMap((outage) => [
          [outage.from, 0x8f57],
          [outage.to, back(outage)],
        ]);
        expect(entries).toEqual(expected);
        expect(alerts.map(({ code, at }) => [at, code])).toEqual(past.map((outage) => [outage.to, back(outage)]));
      }),
      { numRuns: 30 },
    );
  });

  it('marks the rows of the load profile that an outage is in', () => {
    fc.assert(
      fc.property(outages, (list) => {
        const { bench, past } = livedThrough(list);
        advance(bench, 3600);
        const reader = bench.associate(2);
        const used = numberIn(reader.read(...HALF_HOURLY, 7));
        const value = [
          { type: 'double-long-unsigned', value: Math.max(1, used - 600) },
          { type: 'double-long-unsigned', value: 0 },
          { type: 'long-unsigned', value: 1 },
          { type: 'long-unsigned', value: 2 },
        ] as const;
        const rows = elements(
          reader.read(...HALF_HOURLY, 2, { selector: 2, parameters: { type: 'structure', value } }),
        );
        for (const [time, status] of rows.map(elements)) {
          const end = timeIn(time) ?? 0;
          const wasOff = past.some(({ from, to }) => from < end && to > end - 1_800_000);
          expect((numberIn(status ?? { type: 'null-data' }) & POWER_DOWN) !== 0).toBe(wasOff);
        }
        expect(rows.length).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });

  it('keeps the time through an outage as long as the reserve lasts, and beyond goes on from where it was', () => {
    for (const off of [RESERVE, RESERVE + 1]) {
      const { bench, esme, past } = livedThrough([{ on: 60, off }]);
      const [outage] = past as [Outage];
      const isKept = off === RESERVE;
      expect(timeIn(bench.associate(2).read(...CLOCK))).toBe(isKept ? outage.to : outage.from);
      expect(esme.state.clock.isReliable).toBe(isKept);
    }
  });

  it('is deaf without power, and does what was due when it is back; the supply is as it was', () => {
    const bench = new Bench();
    const supplier = bench.associate(1);
    supplier.action(70, '0.0.96.3.10.255', 1, { type: 'integer', value: 0 });
    expect(bench.device.operate({ kind: 'power', is: 'on' })).toBe('refused');
    bench.device.operate({ kind: 'power', is: 'off' });
    expect(bench.device.operate({ kind: 'power', is: 'off' })).toBe('refused');
    expect(bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' })).toBe('refused');
    expect(bench.device.settle()).toBe(Number.POSITIVE_INFINITY);
    advance(bench, 3600);
    bench.device.operate({ kind: 'power', is: 'on' });
    const before = numberIn(supplier.read(...IMPORT));
    advance(bench, 3600);
    expect(numberIn(supplier.read(...IMPORT))).toBe(before);
    expect(numberIn(supplier.read(70, '0.0.96.3.10.255', 3))).toBe(0);
  });

  it('goes on from a saved state as if nothing had been', () => {
    const { bench, esme } = livedThrough([{ on: 100, off: 500 }]);
    const again = new Bench({ saved: esme.save(), clock: bench.clock });
    expect(again.device.save()).toBe(esme.save());
  });
});
