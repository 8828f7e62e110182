import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gas, VOLUME } from '../../../src/sim/readings/gas.ts';
import { HALF_HOUR } from '../../../src/sim/readings/source.ts';

const DAY = 86_400_000;
const YEAR_2020 = Date.UTC(2020, 0);
const instants = fc.integer({ min: YEAR_2020, max: YEAR_2020 + 3650 * DAY });
const seeds = fc.integer({ min: 0, max: 0xffffffff });
const zones = fc.constantFrom('Europe/London', 'UTC', 'Asia/Tokyo');
const gases = fc.record({ seed: seeds, zone: zones }).map(({ seed, zone }) => new Gas(seed, zone));

/** Ticks by adding up the flow, half-hour by half-hour: litres an hour times ms, by two. */
function integral(gas: Gas, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / HALF_HOUR) + 1) * HALF_HOUR);
    sum += (gas.power(VOLUME, at) * (end - at)) / 2;
    at = end;
  }
  return sum;
}

function litres(gas: Gas, from: number, to: number): number {
  return (gas.ticks(VOLUME, to) - gas.ticks(VOLUME, from)) / HALF_HOUR;
}

/** Litres of the half-hours of some days, from a midnight in UTC. */
function halfHours(gas: Gas, from: number, days: number): number[] {
  return Array.from({ length: 48 * days }, (_, k) => gas.power(VOLUME, from + k * HALF_HOUR) / 2);
}

describe('readings: gas', () => {
  it('is the integral of its flow', () => {
    fc.assert(
      fc.property(gases, instants, fc.integer({ min: 0, max: 20 * DAY }), (gas, from, span) => {
        expect(gas.ticks(VOLUME, from + span) - gas.ticks(VOLUME, from)).toBe(integral(gas, from, from + span));
      }),
    );
  });

  it('never flows back, and is whole at every millisecond', () => {
    fc.assert(
      fc.property(gases, instants, instants, (gas, a, b) => {
        const [first, second] = [gas.ticks(VOLUME, Math.min(a, b)), gas.ticks(VOLUME, Math.max(a, b))];
        expect(second).toBeGreaterThanOrEqual(first);
        expect(Number.isSafeInteger(first)).toBe(true);
        expect(gas.power(VOLUME, a)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('follows from the seed alone, whatever was asked before', () => {
    fc.assert(
      fc.property(seeds, fc.array(instants, { minLength: 1 }), (seed, asked) => {
        const used = new Gas(seed, 'Europe/London');
        for (const at of asked) used.ticks(VOLUME, at);
        const last = asked.at(-1) as number;
        expect(used.ticks(VOLUME, last)).toBe(new Gas(seed, 'Europe/London').ticks(VOLUME, last));
      }),
    );
  });

  it('heats in winter and not in summer, in every year, leap years too', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2016, max: 2032 }), (seed, year) => {
        const gas = new Gas(seed, 'Europe/London');
        const winter = litres(gas, Date.UTC(year, 0), Date.UTC(year, 1));
        const summer = litres(gas, Date.UTC(year, 6), Date.UTC(year, 7));
        expect(winter).toBeGreaterThan(5 * summer);
        expect(summer).toBeGreaterThan(0);
        const whole = litres(gas, Date.UTC(year, 0), Date.UTC(year + 1, 0));
        expect(whole).toBeGreaterThan(450_000);
        expect(whole).toBeLessThan(1_700_000);
      }),
    );
  });

  it('flows no faster than a domestic meter can measure', () => {
    fc.assert(
      fc.property(gases, fc.integer({ min: 0, max: 3650 }), (gas, day) => {
        for (const half of halfHours(gas, YEAR_2020 + day * DAY, 1)) expect(half).toBeLessThan(2500);
      }),
      { numRuns: 300 },
    );
  });

  it('rests for long stretches: at night, and most of a summer day', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 9 }), (seed, year) => {
        const gas = new Gas(seed, 'UTC');
        for (let day = 0; day < 60; day++) {
          const winter = Date.UTC(2020 + year, 0, 1) + day * DAY;
          expect(litres(gas, winter, winter + 5 * 3_600_000)).toBe(0);
          const summer = halfHours(gas, Date.UTC(2020 + year, 6, 1) + day * DAY, 1);
          expect(summer.filter((half) => half === 0).length).toBeGreaterThan(30);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('follows local time: the heating comes on an hour earlier by UTC after the clocks went forward', () => {
    const gas = new Gas(3, 'Europe/London');
    const first = (midnight: number): number => halfHours(gas, midnight, 1).findIndex((half) => half > 0);
    // Wednesdays before and after the change of 31 March 2024, and around that of 27 October.
    expect(first(Date.UTC(2024, 2, 27)) - first(Date.UTC(2024, 3, 3))).toBe(2);
    expect(first(Date.UTC(2024, 9, 30)) - first(Date.UTC(2024, 9, 23))).toBe(2);
  });
});
