import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/sim/device/simulated-device.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { type VoltageLimit, voltageLimits } from '../../../src/sim/network/voltage-state.ts';
import { SAMPLE } from '../../../src/sim/readings/mains.ts';
import { Bench, elements, firstLight, numberIn } from '../bench.ts';

const { model } = firstLight.devices.esme;
const HOUR = 3_600_000;
const NETWORK_LOG = [7, '1.0.99.14.0.255'] as const;
const MEASUREMENT = [3, '0.0.131.3.10.255', 2] as const;
const POWER_DOWN = 0x80;

const counters: Readonly<Record<VoltageLimit, string>> = {
  sag: '1.0.32.32.0.255',
  swell: '1.0.32.36.0.255',
  'extreme-under': '1.0.32.32.1.255',
  'extreme-over': '1.0.32.36.1.255',
  'average-under': '1.0.32.32.2.255',
  'average-over': '1.0.32.36.2.255',
};
const codes: Readonly<Record<VoltageLimit, readonly [begins: number, ends: number]>> = {
  'average-over': [0x8002, 0x8085],
  'average-under': [0x8006, 0x8089],
  'extreme-over': [0x8020, 0x808d],
  'extreme-under': [0x8028, 0x8095],
  swell: [0x8024, 0x8091],
  sag: [0x802c, 0x8099],
};

interface Limit {
  readonly volts: number;
  readonly seconds: number;
}
type Limits = Readonly<Record<VoltageLimit, Limit>>;

const isAverage = (name: VoltageLimit): boolean => name.startsWith('average');
const isOver = (name: VoltageLimit): boolean => name.endsWith('over') || name === 'swell';

/** Near what the seed gives, so that it passes them often. */
const limits: fc.Arbitrary<Limits> = fc.record(
  Object.fromEntries(
    voltageLimits.map((name) => [
      name,
      fc.record({
        volts: fc.integer({ min: 2330, max: 2430 }).map((tenths) => tenths / 10),
        seconds: fc.constantFrom(0, 5, 10, 30, 120, 600),
      }),
    ]),
  ),
) as fc.Arbitrary<Limits>;

const periods = fc.constantFrom(60, 600, 1000, 1800, 3600);

const doings = fc.array(
  fc.record({
    // What is done at the very instant of a sample comes after it, which nobody can tell from the state afterwards.
    wait: fc.integer({ min: 1, max: 3 * HOUR }).map((wait) => wait - (wait % SAMPLE) + 1 + (wait % 1000)),
    does: fc.oneof(
      fc.record({ kind: fc.constant('voltage'), tenths: fc.option(fc.integer({ min: 2300, max: 2500 })) }),
      fc.record({ kind: fc.constant('load'), extra: fc.integer({ min: 0, max: 6000 }) }),
    ),
  }),
  { maxLength: 6 },
);

function metered(own: Limits, measurement: number): Bench {
  const voltage = { 'measurement-seconds': measurement, limits: own };
  return new Bench({ entry: { model: { ...model, voltage } } });
}

function advance(bench: Bench, by: number): void {
  bench.clock.advance(Temporal.Duration.from({ milliseconds: by }));
}

/** Every sample and every end of a measurement period looked at, one after the other. */
function bruteForce(esme: Esme, own: Limits, measurement: number, from: number, to: number) {
  const period = 1000 * measurement;
  const at = (instant: number): number => esme.steadyVoltage(instant)(instant);
  const beyond = new Set<VoltageLimit>();
  const turning = new Map<VoltageLimit, number>();
  const counts = new Map<VoltageLimit, number>();
  const alerts: string[] = [];
  const passes = (name: VoltageLimit, value: number): boolean =>
    isOver(name) ? value > Math.round(10 * own[name].volts) : value < Math.round(10 * own[name].volts);
  const turn = (name: VoltageLimit, instant: number): void => {
    const begins = !beyond.has(name);
    alerts.push(`${instant} ${codes[name][begins ? 0 : 1]}`);
    if (begins) {
      beyond.add(name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    } else beyond.delete(name);
    turning.delete(name);
  };
  const instants = new Set<number>();
  for (let t = Math.floor(from / SAMPLE + 1) * SAMPLE; t <= to; t += SAMPLE) instants.add(t);
  for (let t = Math.floor(from / period + 1) * period; t <= to; t += period) instants.add(t);
  for (const instant of [...instants].sort((a, b) => a - b)) {
    if (instant % SAMPLE === 0) {
      for (const name of voltageLimits.filter((limit) => !isAverage(limit))) {
        if (passes(name, at(instant)) === beyond.has(name)) turning.delete(name);
        else {
          turning.set(name, turning.get(name) ?? instant);
          if (instant - (turning.get(name) ?? 0) >= 1000 * own[name].seconds) turn(name, instant);
        }
      }
    }
    if (instant % period !== 0) continue;
    const samples: number[] = [];
    for (let t = Math.ceil((instant - period) / SAMPLE) * SAMPLE; t < instant; t += SAMPLE) samples.push(at(t));
    const average = Math.round(samples.reduce((sum, value) => sum + value, 0) / samples.length);
    for (const name of voltageLimits.filter(isAverage)) {
      if (passes(name, average) !== beyond.has(name)) turn(name, instant);
    }
  }
  return { counts, alerts };
}

function told(alerts: readonly Alert[]): readonly string[] {
  return alerts.map(({ at, code }) => `${at} ${code}`).sort();
}

describe('SMETS1 voltage', () => {
  it('SRV 6.2.1, 6.27: alerts and counters are those of every sample and every average looked at', () => {
    fc.assert(
      fc.property(limits, periods, doings, fc.integer({ min: 0, max: 12 * HOUR }), (own, measurement, list, rest) => {
        const bench = metered(own, measurement);
        const esme = bench.device as Esme;
        const alerts: Alert[] = [];
        esme.onAlert = (alert) => alerts.push(alert);
        const from = esme.now();
        for (const { wait, does } of list) {
          advance(bench, wait);
          expect(esme.operate(does as Parameters<Esme['operate']>[0])).toBe('success');
        }
        advance(bench, rest);
        const expected = bruteForce(esme, own, measurement, from, esme.now());
        expect(told(alerts)).toEqual([...expected.alerts].sort());
        const reader = bench.associate(2);
        for (const name of voltageLimits) {
          expect(numberIn(reader.read(3, counters[name], 2))).toBe(expected.counts.get(name) ?? 0);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('finds the same in one look after a week as in a look every ten minutes', () => {
    const own: Limits = {
      'average-over': { volts: 238.5, seconds: 0 },
      'average-under': { volts: 237.5, seconds: 0 },
      'extreme-over': { volts: 240.5, seconds: 30 },
      'extreme-under': { volts: 235, seconds: 30 },
      swell: { volts: 240, seconds: 10 },
      sag: { volts: 236, seconds: 10 },
    };
    const lived = (looks: number): readonly string[] => {
      const bench = metered(own, 1800);
      const alerts: Alert[] = [];
      bench.device.onAlert = (alert) => alerts.push(alert);
      for (let i = 0; i < looks; i++) {
        advance(bench, (168 * HOUR) / looks);
        bench.device.settle();
      }
      return told(alerts);
    };
    expect(lived(1).length).toBeGreaterThan(100);
    expect(lived(1)).toEqual(lived(1008));
  });

  it('expects nothing of the seeded voltage at the limits of the model, and so costs nothing', () => {
    const bench = new Bench();
    const esme = bench.device as Esme;
    esme.operate({ kind: 'load', extra: 1000 });
    advance(bench, HOUR);
    esme.settle();
    const { watch } = esme.state.voltage;
    advance(bench, 5 * 365 * 24 * HOUR);
    esme.settle();
    expect(esme.state.voltage.watch).toBe(watch);
    // 20 kW take the voltage below 216.2 V, and that is found after years as after an hour.
    const alerts: Alert[] = [];
    esme.onAlert = (alert) => alerts.push(alert);
    esme.operate({ kind: 'load', extra: 24_000 });
    advance(bench, HOUR);
    esme.settle();
    expect(alerts.map(({ code }) => code)).toContain(0x8006);
  });

  it('SRV 6.5, 6.27: limits are set and counters reset by the non-critical client; the alert ends by the new limit', () => {
    const bench = new Bench();
    const alerts: Alert[] = [];
    bench.device.onAlert = (alert) => alerts.push(alert);
    const [client, critical] = [bench.associate(2), bench.associate(1)];
    const tenths = (value: number) => ({ type: 'long-unsigned', value }) as const;
    bench.device.operate({ kind: 'voltage', tenths: 2500 });
    const swell = '1.0.32.35.0.255';
    expect(critical.set(3, swell, 2, tenths(2450))).toBe('read-write-denied');
    expect(client.set(3, swell, 2, tenths(2450))).toBe('success');
    advance(bench, 60_000);
    expect(numberIn(client.read(3, counters.swell, 2))).toBe(1);
    expect(client.action(3, counters.swell, 1, { type: 'integer', value: 0 }).result).toBe('success');
    expect(numberIn(client.read(3, counters.swell, 2))).toBe(0);
    client.set(3, swell, 2, tenths(2510));
    advance(bench, 60_000);
    bench.device.settle();
    expect(alerts.map(({ code }) => code)).toEqual([0x8024, 0x8091]);
    expect(numberIn(client.read(3, '1.0.32.7.0.255', 2))).toBe(2500);
  });

  it('SRV 4.10: the network data log has the average of each measurement period, and begins anew with another one', () => {
    const bench = new Bench();
    const esme = bench.device as Esme;
    const reader = bench.associate(2);
    expect(numberIn(reader.read(...NETWORK_LOG, 7))).toBe(4320);
    advance(bench, 5 * HOUR);
    const value = [
      { type: 'double-long-unsigned', value: 4316 },
      { type: 'double-long-unsigned', value: 0 },
      { type: 'long-unsigned', value: 1 },
      { type: 'long-unsigned', value: 0 },
    ] as const;
    const last = { selector: 2, parameters: { type: 'structure', value } } as const;
    const rows = elements(reader.read(...NETWORK_LOG, 2, last)).map(elements);
    const end = Math.floor(esme.now() / 1_800_000) * 1_800_000;
    const averages = [4, 3, 2, 1, 0].map((ago) => {
      const from = end - (ago + 1) * 1_800_000;
      const samples = Array.from({ length: 180 }, (_, i) => esme.steadyVoltage(from)(from + i * SAMPLE));
      return Math.round(samples.reduce((sum, sample) => sum + sample, 0) / 180);
    });
    expect(rows.map((row) => numberIn(row[2] ?? { type: 'null-data' }))).toEqual(averages);
    expect(numberIn(reader.read(3, '1.0.32.24.0.255', 2))).toBe(averages[4]);
    const seconds = (period: number) => ({ type: 'long-unsigned', value: period }) as const;
    expect(reader.set(...MEASUREMENT, seconds(0))).toBe('other-reason');
    expect(reader.set(...MEASUREMENT, seconds(600))).toBe('success');
    expect(numberIn(reader.read(...NETWORK_LOG, 7))).toBe(0);
    advance(bench, HOUR);
    expect(numberIn(reader.read(...NETWORK_LOG, 7))).toBe(6);
    expect(numberIn(reader.read(...NETWORK_LOG, 4))).toBe(600);
  });

  it('averages over the time with power alone, and marks the row', () => {
    const bench = new Bench({ start: Temporal.Instant.from('2026-01-15T10:00:00Z') });
    const reader = bench.associate(2);
    bench.device.operate({ kind: 'voltage', tenths: 2400 });
    advance(bench, 600_000);
    bench.device.operate({ kind: 'power', is: 'off' });
    advance(bench, HOUR);
    bench.device.operate({ kind: 'power', is: 'on' });
    bench.device.operate({ kind: 'voltage', tenths: 2300 });
    advance(bench, HOUR);
    const rows = elements(reader.read(...NETWORK_LOG, 2))
      .slice(-4)
      .map(elements);
    expect(rows.map((row) => numberIn(row[2] ?? { type: 'null-data' }))).toEqual([2400, 0, 2300, 2300]);
    expect(rows.map((row) => numberIn(row[1] ?? { type: 'null-data' }))).toEqual([
      POWER_DOWN,
      POWER_DOWN,
      POWER_DOWN,
      0,
    ]);
  });

  it('refuses a voltage that there is not', () => {
    const { device } = new Bench();
    for (const tenths of [-1, 0.5, 70_000]) expect(device.operate({ kind: 'voltage', tenths })).toBe('refused');
  });
});
