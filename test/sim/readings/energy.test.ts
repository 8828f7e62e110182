import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Energy, type Quantity } from '../../../src/sim/readings/energy.ts';
import {
  instantaneous,
  MOST_POWER,
  mainsBounds,
  mainsVoltage,
  SAMPLE,
  widestBounds,
} from '../../../src/sim/readings/mains.ts';
import { HALF_HOUR } from '../../../src/sim/readings/source.ts';

const YEAR_2020 = Date.UTC(2020, 0);
const DAY = 86_400_000;
const instants = fc.integer({ min: YEAR_2020, max: YEAR_2020 + 3650 * DAY });
const seeds = fc.integer({ min: 0, max: 0xffffffff });
const quantity = fc.constantFrom<Quantity>(0, 1, 2, 3);
const energies = fc
  .record({
    seed: seeds,
    microgeneration: fc.boolean(),
    timeZone: fc.constantFrom('Europe/London', 'UTC', 'Asia/Tokyo'),
  })
  .map(({ seed, ...options }) => new Energy(seed, options));

const london = { microgeneration: false, timeZone: 'Europe/London' };
const withSun = { microgeneration: true, timeZone: 'Europe/London' };

/** Ticks by adding up power, half-hour by half-hour: W times ms, by two. */
function integral(energy: Energy, quantity: Quantity, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / HALF_HOUR) + 1) * HALF_HOUR);
    sum += (energy.power(quantity, at) * (end - at)) / 2;
    at = end;
  }
  return sum;
}

/** Wh of the half-hours of some days, from a midnight in UTC. */
function halfHours(energy: Energy, quantity: Quantity, from: number, days: number): number[] {
  return Array.from({ length: 48 * days }, (_, k) => energy.power(quantity, from + k * HALF_HOUR) / 2);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('readings: energy', () => {
  it('is the integral of power', () => {
    fc.assert(
      fc.property(energies, quantity, instants, fc.integer({ min: 0, max: 20 * DAY }), (energy, q, from, span) => {
        expect(energy.ticks(q, from + span) - energy.ticks(q, from)).toBe(integral(energy, q, from, from + span));
      }),
    );
  });

  it('never goes back, and is whole at every millisecond', () => {
    fc.assert(
      fc.property(energies, quantity, instants, instants, (energy, q, a, b) => {
        const [first, second] = [energy.ticks(q, Math.min(a, b)), energy.ticks(q, Math.max(a, b))];
        expect(second).toBeGreaterThanOrEqual(first);
        expect(Number.isSafeInteger(first)).toBe(true);
      }),
    );
  });

  it('follows from the seed alone, whatever was asked before', () => {
    fc.assert(
      fc.property(seeds, quantity, fc.array(instants, { minLength: 1 }), (seed, q, asked) => {
        const used = new Energy(seed, withSun);
        for (const at of asked) used.ticks(q, at);
        const last = asked.at(-1) as number;
        expect(used.ticks(q, last)).toBe(new Energy(seed, withSun).ticks(q, last));
      }),
    );
  });

  it('flows one way at a time, and only a dwelling that generates exports', () => {
    fc.assert(
      fc.property(energies, instants, (energy, at) => {
        expect(Math.min(energy.power(0, at), energy.power(1, at))).toBe(0);
        expect(Math.min(energy.power(2, at), energy.power(3, at))).toBe(0);
      }),
    );
    const none = new Energy(7, london);
    expect(halfHours(none, 1, YEAR_2020, 400).every((wh) => wh === 0)).toBe(true);
    expect(none.ticks(3, YEAR_2020)).toBe(0);
    const sunny = new Energy(7, withSun);
    expect(mean(halfHours(sunny, 1, YEAR_2020, 366)) * 48).toBeGreaterThan(2500);
    expect(mean(halfHours(sunny, 0, YEAR_2020, 366))).toBeGreaterThan(0);
  });

  it('is shaped by season, week and hour', () => {
    const energy = new Energy(11, london);
    const january = halfHours(energy, 0, Date.UTC(2024, 0, 1), 28);
    const july = halfHours(energy, 0, Date.UTC(2024, 6, 1), 28);
    expect(mean(january)).toBeGreaterThan(1.4 * mean(july));
    const evening = january.filter((_, k) => k % 48 >= 34 && k % 48 < 40);
    const night = january.filter((_, k) => k % 48 >= 4 && k % 48 < 10);
    expect(mean(evening)).toBeGreaterThan(3 * mean(night));
    const weekend = january.filter((_, k) => Math.floor(k / 48) % 7 >= 5);
    const working = january.filter((_, k) => Math.floor(k / 48) % 7 < 5);
    expect(mean(weekend)).toBeGreaterThan(mean(working));
    expect(mean(january) * 48 * 366).toBeGreaterThan(1_800_000);
  });

  it('follows local time: the evening comes an hour earlier by UTC in summer', () => {
    const dayOf = (from: number): number[] =>
      Array.from({ length: 48 }, (_, k) =>
        mean(Array.from({ length: 20 }, (_, seed) => new Energy(seed, london).power(0, from + k * HALF_HOUR))),
      );
    const busiest = (from: number): number => {
      const day = dayOf(from);
      return day.indexOf(Math.max(...day));
    };
    const winter = busiest(Date.UTC(2025, 1, 5));
    const summer = busiest(Date.UTC(2025, 6, 9));
    expect(winter - summer).toBeGreaterThanOrEqual(1);
    expect(winter - summer).toBeLessThanOrEqual(3);
  });
});

describe('readings: mains', () => {
  const watts = fc.integer({ min: 0, max: 20_000 });

  it('keeps voltage, frequency, current and power factor in keeping with the power', () => {
    fc.assert(
      fc.property(energies, seeds, instants, (energy, seed, at) => {
        const power = [0, 1, 2, 3].map((q) => energy.power(q as Quantity, at)) as [number, number, number, number];
        const now = instantaneous(power, mainsVoltage(seed, power[0] - power[1], at), at);
        expect(now.activeImport).toBe(power[0]);
        expect(now.activeExport).toBe(power[1]);
        expect(now.voltage).toBeGreaterThan(2162);
        expect(now.voltage).toBeLessThan(2530);
        expect(Math.abs(now.frequency - 5000)).toBeLessThan(50);
        const active = power[0] + power[1];
        if (active > 50) expect(now.powerFactor).toBeGreaterThan(850);
        const apparent = (now.voltage / 10) * (now.current / 100);
        expect(Math.abs(apparent * (now.powerFactor / 1000) - active)).toBeLessThan(5 + active / 100);
      }),
    );
  });

  it('shows no current and a power factor of 1 where nothing flows', () => {
    fc.assert(
      fc.property(seeds, instants, (seed, at) => {
        expect(instantaneous([0, 0, 0, 0], mainsVoltage(seed, 0, at), at)).toMatchObject({
          current: 0,
          powerFactor: 1000,
        });
      }),
    );
  });

  it('lets the voltage fall with the load', () => {
    fc.assert(
      fc.property(seeds, instants, watts, watts, (seed, at, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const of = (load: number): number => mainsVoltage(seed, load, at);
        expect(of(high)).toBeLessThanOrEqual(of(low));
      }),
    );
  });

  it('keeps the voltage within the bounds of its half-hour, and those within the widest', () => {
    fc.assert(
      fc.property(seeds, instants, fc.integer({ min: -MOST_POWER, max: MOST_POWER }), watts, (seed, at, own, extra) => {
        const [low, high] = mainsBounds(own + extra, at);
        const start = Math.floor(at / HALF_HOUR) * HALF_HOUR;
        for (let instant = start; instant < start + HALF_HOUR; instant += SAMPLE) {
          const voltage = mainsVoltage(seed, own + extra, instant);
          expect(voltage).toBeGreaterThanOrEqual(low);
          expect(voltage).toBeLessThanOrEqual(high);
        }
        const [lowest, highest] = widestBounds(extra);
        expect(low).toBeGreaterThanOrEqual(lowest);
        expect(high).toBeLessThanOrEqual(highest);
      }),
    );
  });

  it('never asks for more power than the widest bounds allow for', () => {
    fc.assert(
      fc.property(energies, instants, fc.constantFrom<Quantity>(0, 1), (energy, at, quantity) => {
        const day = Math.floor(at / DAY) * DAY;
        for (let k = 0; k < 48; k++) expect(energy.power(quantity, day + k * HALF_HOUR)).toBeLessThan(MOST_POWER);
      }),
      { numRuns: 300 },
    );
  });
});
