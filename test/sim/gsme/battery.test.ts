import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberIn } from '../bench.ts';
import { GasBench, gsmeEntry } from './gas-bench.ts';

const DAY = 86_400_000;
const YEAR = 365.25 * DAY;
const INSTALLED = gsmeEntry.installed.epochMilliseconds;
const seeds = fc.integer({ min: 0, max: 1_000_000 }).map(String);
const later = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(INSTALLED + milliseconds);

const CHARGE = '0.0.96.6.1.255';
const REMAINING = '0.0.96.6.6.255';
const USED = '0.0.96.6.0.255';

function read(bench: GasBench, name: string): number {
  return numberIn(bench.associate(2).read(3, name, 2));
}

describe('Blue Book, battery objects: the battery of a GSME', () => {
  it('loses charge evenly, is full when new, and lives about as long as its model says', () => {
    fc.assert(
      fc.property(seeds, fc.nat(9 * YEAR), fc.nat(2 * YEAR), (seed, age, more) => {
        const bench = new GasBench({ seed, start: later(age) });
        const [charge, remaining] = [read(bench, CHARGE), read(bench, REMAINING)];
        expect(read(bench, USED)).toBe(Math.floor(age / DAY));
        expect(charge).toBeGreaterThanOrEqual(Math.floor(100 - (100 * age) / (15 * 0.85 * YEAR)));
        expect(charge).toBeLessThanOrEqual(Math.ceil(100 - (100 * age) / (15 * 1.15 * YEAR)));
        bench.pass({ milliseconds: more });
        expect(read(bench, CHARGE)).toBeLessThanOrEqual(charge);
        expect(remaining - read(bench, REMAINING)).toBeCloseTo(more / DAY, -1);
      }),
      { numRuns: 40 },
    );
  });

  it('is one thing in one meter and another in the next', () => {
    const remaining = new Set(
      Array.from({ length: 8 }, (_, seed) => read(new GasBench({ seed: `${seed}` }), REMAINING)),
    );
    expect(remaining.size).toBeGreaterThan(5);
  });

  it('8F1F, 8F1D: tells that it is low, once, and that it is empty; then the meter is dead, whenever that is seen', () => {
    const oneByOne = new GasBench({ start: later(0) });
    const atOnce = new GasBench({ start: later(0) });
    const told: string[] = [];
    oneByOne.device.onAlert = ({ event }) => told.push(event);
    for (let year = 0; year < 20; year++) oneByOne.pass({ hours: 365 * 24 });
    atOnce.pass({ hours: 20 * 365 * 24 });
    for (const { device } of [oneByOne, atOnce]) {
      expect(device.isPowered()).toBe(false);
      expect(device.state.supply.state).toBe('connected');
      expect(device.era.measuring).toBe(false);
    }
    expect(told.filter((event) => event === 'battery-low' || event === 'gas-power-loss')).toEqual([
      'battery-low',
      'gas-power-loss',
    ]);
    expect(atOnce.device.save()).toBe(oneByOne.device.save());
  });

  it('8F82: another one brings the meter back, with a clock that it does not trust', () => {
    const bench = new GasBench({ start: later(0) });
    const { device } = bench;
    bench.pass({ hours: 20 * 365 * 24 });
    expect(device.operate({ kind: 'power', is: 'on' })).toBe('refused');
    expect(device.operate({ kind: 'battery', percent: 100 })).toBe('success');
    expect(device.isPowered()).toBe(true);
    expect(device.era.measuring).toBe(true);
    expect(device.time()).toBe(device.state.outages.kept[0]?.began);
    expect(bench.recorded('event').slice(-3)).toEqual(['power-up', 'clock-doubtful', 'battery-reset']);
    expect(read(bench, CHARGE)).toBe(100);
    expect(read(bench, USED)).toBe(0);
  });

  it('8F1F: less charge is no other battery', () => {
    const bench = new GasBench();
    const { device } = bench;
    device.operate({ kind: 'battery', percent: 11 });
    expect(bench.recorded('event')).not.toContain('battery-reset');
    expect(bench.recorded('event')).not.toContain('battery-low');
    device.operate({ kind: 'battery', percent: 10 });
    device.operate({ kind: 'battery', percent: 5 });
    expect(bench.recorded('event').filter((event) => event === 'battery-low')).toHaveLength(1);
    expect(device.operate({ kind: 'battery', percent: 101 })).toBe('refused');
    device.operate({ kind: 'battery', percent: 0 });
    expect(device.isPowered()).toBe(false);
  });
});

describe('SMETS1 Supply Depletion State', () => {
  const dies = (value: number): GasBench => {
    const bench = new GasBench();
    expect(bench.associate(1).set(1, '7.0.128.3.0.255', 2, { type: 'enum', value })).toBe('success');
    bench.device.operate({ kind: 'power', is: 'off' });
    return bench;
  };

  it('0 unchanged: gas goes on flowing uncounted, and is counted again when there is power', () => {
    const { device } = dies(0);
    expect(device.state.supply).toMatchObject({ state: 'connected', closed: true });
    expect(device.era.measuring).toBe(false);
    device.operate({ kind: 'power', is: 'on' });
    expect(device.era.measuring).toBe(true);
  });

  it('1 locked: the valve shuts, and when there is power a command has to arm the supply', () => {
    const bench = dies(1);
    const { device } = bench;
    expect(device.state.supply).toMatchObject({ state: 'disconnected', closed: false, cause: 'meter' });
    device.operate({ kind: 'power', is: 'on' });
    expect(device.operate({ kind: 'supply', trigger: 'manual-reconnect' })).toBe('refused');
    bench.associate(1).action(9, '0.0.10.0.106.255', 1, { type: 'long-unsigned', value: 3 });
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    bench.pass({ minutes: 1 });
    expect(device.era.measuring).toBe(true);
  });

  it('has no other value, and is for the critical client alone', () => {
    const bench = new GasBench();
    expect(bench.associate(1).set(1, '7.0.128.3.0.255', 2, { type: 'enum', value: 2 })).toBe('other-reason');
    expect(bench.associate(2).set(1, '7.0.128.3.0.255', 2, { type: 'enum', value: 1 })).not.toBe('success');
  });

  it('a flow test that power loss cuts short is never passed', () => {
    const bench = new GasBench();
    const { device } = bench;
    device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    device.operate({ kind: 'power', is: 'off' });
    bench.pass({ minutes: 5 });
    device.operate({ kind: 'power', is: 'on' });
    bench.pass({ minutes: 5 });
    expect(bench.recorded('event')).not.toContain('valve-tested');
    expect(device.era.measuring).toBe(true);
  });
});
