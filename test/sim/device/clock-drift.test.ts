import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { decodeDateTime, encodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { driftOf } from '../../../src/sim/device/clock-drift.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { CapturedRows } from '../../../src/sim/readings/captured-rows.ts';
import { MOST_ERAS } from '../../../src/sim/readings/registers.ts';
import { type Client, DeviceBench, firstLight, numberIn, octets } from '../bench.ts';

const CLOCK = [8, '0.0.1.0.0.255'] as const;
const START = firstLight.start.epochMilliseconds;
const DAY = 86_400_000;

function benchOf(driftPpm = 0, seed = firstLight.seed): DeviceBench<Esme> {
  const clock = new VirtualClock(firstLight.start);
  const { esme } = firstLight.devices;
  const model = { ...esme.model, clock: { ...esme.model.clock, 'drift-ppm': driftPpm } };
  return new DeviceBench(createEsme({ ...esme, model }, clock, seed), clock, esme.keys);
}

/** How far the clock is ahead, in milliseconds, as a client sees it. */
function ahead(bench: DeviceBench, client: Client): number {
  const shown = instantFromDateTime(decodeDateTime(octets(client.read(...CLOCK, 2))), 0);
  return (shown?.epochMilliseconds ?? Number.NaN) - bench.clock.now().epochMilliseconds;
}

function pass(bench: DeviceBench, days: number): void {
  bench.clock.advance(Temporal.Duration.from({ milliseconds: Math.round(days * DAY) }));
}

describe('a clock that drifts', () => {
  it('is as far off as its drift says, but for a second or an eighth', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), fc.double({ min: 0.1, max: 1500, noNaN: true }), (ppm, days) => {
        const bench = benchOf();
        bench.device.operate({ kind: 'drift', ppm });
        pass(bench, days);
        const exact = (ppm * days * DAY) / 1e6;
        const shown = bench.device.time() - bench.device.now();
        expect(Math.abs(shown)).toBeLessThanOrEqual(Math.abs(exact) + 1);
        expect(Math.abs(exact - shown)).toBeLessThanOrEqual(1.001 * Math.max(1000, Math.abs(shown) / 8) + 2);
        expect(Math.abs(shown) < 1 || Math.sign(shown) === Math.sign(ppm)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('takes few eras for years, and leaves the profile whole', () => {
    const bench = benchOf();
    bench.device.operate({ kind: 'drift', ppm: 2 });
    pass(bench, 5 * 365);
    bench.device.settle();
    expect(bench.device.state.eras.length).toBeLessThan(45);
    expect(bench.device.state.eras.length).toBeLessThanOrEqual(MOST_ERAS);
    expect(bench.device.state.eras.every(({ measuring }) => measuring)).toBe(true);
  });

  it.each([-100, -7, 7, 100])('at %i ppm loses no row of a profile, captures none twice, and marks none', (ppm) => {
    const bench = benchOf();
    bench.device.operate({ kind: 'drift', ppm });
    const period = 60_000;
    pass(bench, 30);
    const { device } = bench;
    const now = device.now();
    const rows = new CapturedRows(device.registers.eras, now, period, 1e9);
    const times = rows.between(START, device.time()).filter(({ at }) => at > START);
    expect(device.state.eras.length).toBeGreaterThan(ppm ** 2 > 100 ? 30 : 10);
    expect(times.length).toBe(Math.floor(device.time() / period) - Math.floor(START / period));
    expect(new Set(times.map(({ time }) => time)).size).toBe(times.length);
    expect(times.some(({ clockAdjusted }) => clockAdjusted)).toBe(false);
  });

  it('is the same whether it is looked at often or never', () => {
    const [often, never] = [benchOf(), benchOf()];
    for (const bench of [often, never]) bench.device.operate({ kind: 'drift', ppm: 37 });
    for (let day = 0; day < 60; day++) {
      pass(often, 1);
      often.device.settle();
    }
    pass(never, 60);
    never.device.settle();
    expect(never.device.state.eras).toEqual(often.device.state.eras);
  });

  it('goes on drifting from where it was set', () => {
    const bench = benchOf();
    bench.device.operate({ kind: 'drift', ppm: 100 });
    pass(bench, 10);
    const client = bench.associate(1);
    expect(ahead(bench, client)).toBeGreaterThan(70_000);
    const now = bench.clock.now().epochMilliseconds;
    client.set(...CLOCK, 2, { type: 'octet-string', value: encodeDateTime(utc(now)) });
    expect(ahead(bench, client)).toBe(0);
    expect(numberIn(client.read(1, '0.0.96.11.0.255', 2))).toBe(0x0101);
    pass(bench, 1);
    expect(ahead(bench, client)).toBeGreaterThan(7000);
    bench.device.operate({ kind: 'drift', ppm: 0 });
    const stays = ahead(bench, client);
    pass(bench, 100);
    expect(ahead(bench, client)).toBe(stays);
  });

  it('drifts by what the seed gives it, within what its model allows', () => {
    const drifts = Array.from({ length: 40 }, (_, seed) => driftOf(benchOf(5, `${seed}`).device));
    expect(drifts.every((drift) => Math.abs(drift) <= 5)).toBe(true);
    expect(new Set(drifts).size).toBe(40);
    expect([Math.min(...drifts) < -1, Math.max(...drifts) > 1]).toEqual([true, true]);
    expect(driftOf(benchOf(5, '7').device)).toBe(drifts[7]);
  });
});

describe('SMETS1: clock synchronisation', () => {
  const shift = (value: number) => ({ type: 'long', value }) as const;

  it('an adjustment of up to 10 seconds is made, and logged', () => {
    const bench = benchOf();
    const client = bench.associate(1);
    expect(client.action(...CLOCK, 6, shift(10)).result).toBe('success');
    expect(numberIn(client.read(1, '0.0.96.11.0.255', 2))).toBe(0x8145);
    expect(ahead(bench, client)).toBe(10_000);
  });

  it('an adjustment of more is refused, and told: 8F0C', () => {
    const bench = benchOf();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    const client = bench.associate(1);
    expect(client.action(...CLOCK, 6, shift(11)).result).toBe('other-reason');
    expect(told).toEqual([0x8f0c]);
    expect(ahead(bench, client)).toBe(0);
  });

  it('a preset time outside of its validity is refused, and told: 81C6', () => {
    const bench = benchOf();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    const client = bench.associate(1);
    const at = (time: number) => ({ type: 'octet-string', value: encodeDateTime(utc(time)) }) as const;
    const preset = [at(START + 60_000), at(START + 3_600_000), at(START + 7_200_000)];
    client.action(...CLOCK, 5, { type: 'structure', value: preset });
    expect(client.action(...CLOCK, 4, { type: 'integer', value: 0 }).result).toBe('other-reason');
    expect(told).toEqual([0x81c6]);
  });
});
