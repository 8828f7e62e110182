import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockCounters } from '../../../src/sim/tariff/blocks.ts';
import { consumptionCost, standingCharge } from '../../../src/sim/tariff/charging.ts';
import { MOST_SEGMENTS, settleCost } from '../../../src/sim/tariff/cost.ts';
import type { Terms } from '../../../src/sim/tariff/terms.ts';
import { Bench, type Client, elements, numberIn } from '../bench.ts';
import { GasBench } from '../gsme/gas-bench.ts';
import {
  amount,
  at,
  BILLING_LOG,
  boolean,
  CALENDAR,
  CLOCK,
  COMMANDS,
  DAILY_RESET,
  DAY,
  esmeOf,
  HOUR,
  integer,
  longUnsigned,
  MINUTE,
  minutes,
  octetTime,
  part,
  recentBench,
  START,
  sum,
  writeCalendar,
  writePrices,
  writeTerms,
} from './tariff-bench.ts';

const four = (value: number): number[] => [value, value, value, value];

/** Blocks of `size` units, each one dearer by a thousandth of a penny. */
function blockTerms(size: number, price = 10_000): Terms {
  const thresholds = four(0).map(() => [size, 2 * size, 3 * size]);
  const block = four(0).map(() => [0, 1, 2, 3].map((dearer) => price + dearer));
  return {
    pricing: 'block',
    thresholds,
    prices: { scale: -5, timeOfUse: four(price), block, standingCharge: 30_000, standingScale: -5 },
  };
}

function putInForce(client: Client, terms: Terms): void {
  writeTerms(client, terms);
  expect(client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
}

const days = (count: number) => Temporal.Duration.from({ hours: 24 * count });

describe('SMETS1: the cost of consumption', () => {
  it('of a price that never changed is that price of all that was consumed since the meter was installed', () => {
    const bench = new Bench();
    const esme = esmeOf(bench);
    const now = esme.now();
    expect(consumptionCost(esme, now)).toBe(24_500 * esme.registers.total(0, now));
    expect(consumptionCost(esme, esme.entry.installed.epochMilliseconds)).toBe(0);
  });

  it('never goes back from one instant to a later one, over years of changes, and is whole', () => {
    const change = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 40 * 1440 }));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 20 }),
        fc.array(fc.nat(1000 * DAY), { maxLength: 20 }),
        (list, asked) => {
          const bench = recentBench();
          const client = bench.associate(1);
          const esme = esmeOf(bench);
          let before = 0;
          for (const [kind, after] of list) {
            if (kind % 5 === 0) putInForce(client, blockTerms(100 * (kind + 1), 100 * kind));
            else if (kind % 5 === 1) client.action(...COMMANDS, 1, longUnsigned(1));
            else if (kind % 5 === 2) client.set(...DAILY_RESET, 2, boolean(kind > 10));
            else if (kind % 5 === 3) client.set(...CLOCK, 2, octetTime(esme.time() + (kind - 10) * HOUR));
            else settleCost(esme);
            bench.clock.advance(minutes(after));
            const cost = consumptionCost(esme, esme.now());
            expect(cost).toBeGreaterThanOrEqual(before);
            before = cost;
          }
          const now = esme.now();
          const instants = [...asked.map((span) => Math.min(START + span, now)), now].sort((a, b) => a - b);
          const costs = instants.map((instant) => consumptionCost(esme, instant));
          expect(costs).toEqual([...costs].sort((a, b) => a - b));
          expect(costs.every(Number.isInteger)).toBe(true);
          expect(costs.at(-1)).toBe(now === instants.at(-1) ? consumptionCost(esme, now) : 0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is the same after the state was saved and restored', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.set(...DAILY_RESET, 2, boolean(true));
    putInForce(client, blockTerms(2000));
    bench.clock.advance(days(40));
    const esme = esmeOf(bench);
    const now = esme.now();
    const restored = esmeOf(new Bench({ saved: bench.device.save(), start: bench.clock.now() }));
    expect(consumptionCost(restored, now)).toBe(consumptionCost(esme, now));
    expect(blockCounters(restored, now)).toEqual(blockCounters(esme, now));
    expect(consumptionCost(restored, now - 9 * DAY)).toBe(consumptionCost(esme, now - 9 * DAY));
  });

  it('stays as it was when there are more eras than are kept, also where the blocks begin anew each day', () => {
    const bench = recentBench();
    const client = bench.associate(1);
    client.set(...DAILY_RESET, 2, boolean(true));
    putInForce(client, blockTerms(3000));
    const esme = esmeOf(bench);
    let expected = consumptionCost(esme, esme.now());
    for (let i = 0; i < 150; i++) {
      const before = consumptionCost(esme, esme.now());
      expect(before).toBe(expected);
      client.action(70, '0.0.96.3.10.255', 1 + (i % 2), integer(0));
      expect(consumptionCost(esme, esme.now())).toBe(expected);
      bench.clock.advance(minutes(300 + 7 * i));
      expected = consumptionCost(esme, esme.now());
      expect(expected).toBeGreaterThanOrEqual(before);
    }
    expect(esme.state.cost.segments.length).toBeLessThanOrEqual(MOST_SEGMENTS);
  });

  it('and the rows of the billing data log stay as they were, too, when eras melt and segments go', () => {
    const bench = recentBench();
    const client = bench.associate(1);
    const rows = () => client.read(...BILLING_LOG, 2);
    for (let i = 0; i < 5; i++) {
      bench.clock.advance(minutes(500));
      client.action(...BILLING_LOG, 2, integer(0));
      if (i === 2) client.action(...COMMANDS, 1, longUnsigned(1));
    }
    const written = rows();
    putInForce(client, blockTerms(700));
    for (let i = 0; i < 150; i++) {
      bench.clock.advance(minutes(20));
      client.action(70, '0.0.96.3.10.255', 1 + (i % 2), integer(0));
      if (i % 2 === 0) settleCost(esmeOf(bench));
    }
    expect(elements(rows()).slice(0, 5)).toEqual(elements(written));
  });

  it('keeps only terms that a segment names', () => {
    const bench = recentBench();
    const client = bench.associate(1);
    for (let i = 0; i < 2 * MOST_SEGMENTS; i++) {
      putInForce(client, blockTerms(100 + i));
      bench.clock.advance(minutes(60));
    }
    const { cost, tariff } = esmeOf(bench).state;
    expect(cost.segments.length).toBe(MOST_SEGMENTS);
    expect(tariff.terms.length).toBeLessThanOrEqual(MOST_SEGMENTS);
    expect(tariff.terms.at(-1)?.thresholds[0]?.[0]).toBe(100 + 2 * MOST_SEGMENTS - 1);
  });

  it('answers at once for a meter that nobody has looked at for years', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.set(...DAILY_RESET, 2, boolean(true));
    putInForce(client, blockTerms(3000));
    bench.clock.advance(days(3650));
    const esme = esmeOf(bench);
    expect(consumptionCost(esme, esme.now())).toBeGreaterThan(0);
  });

  it('of gas is that of the energy: each litre at the calorific value at which it was burnt', () => {
    const bench = new GasBench();
    const gsme = bench.device;
    const client = bench.associate(1);
    const price = 6200;
    const costAt = () => consumptionCost(gsme, gsme.now());
    const start = { litres: gsme.registers.total(0, gsme.now()), cost: costAt(), energy: gsme.energyPerUnit };
    expect(start.cost).toBe(Math.floor(start.litres * price * start.energy));
    bench.pass({ hours: 100 });
    const between = { litres: gsme.registers.total(0, gsme.now()), cost: costAt() };
    expect(client.set(3, '7.0.54.0.0.255', 2, amount(420))).toBe('success');
    expect(costAt()).toBe(between.cost);
    expect(gsme.energyPerUnit).not.toBe(start.energy);
    bench.pass({ hours: 100 });
    const burnt = gsme.registers.total(0, gsme.now()) - between.litres;
    expect(costAt()).toBe(between.cost + Math.floor(burnt * price * gsme.energyPerUnit));
  });

  it('is shown by day, week and month of the clock, the current and the previous ones', () => {
    const bench = new Bench({ start: Temporal.Instant.from('2028-03-05T09:30:00Z') });
    const client = bench.associate(2);
    const esme = esmeOf(bench);
    const now = esme.now();
    const bounds = [
      ['2028-03-05T00:00:00Z', undefined],
      ['2028-03-04T00:00:00Z', '2028-03-05T00:00:00Z'],
      ['2028-02-28T00:00:00Z', undefined],
      ['2028-02-21T00:00:00Z', '2028-02-28T00:00:00Z'],
      ['2028-03-01T00:00:00Z', undefined],
      ['2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    ] as const;
    for (const [index, [from, to]] of bounds.entries()) {
      const used = esme.registers.total(0, to === undefined ? now : at(to)) - esme.registers.total(0, at(from));
      expect(numberIn(client.read(3, `0.0.130.3.${index}.255`, 2))).toBe(used);
      expect(numberIn(client.read(3, `0.0.130.4.${index}.255`, 2))).toBe(Math.floor((used * 24_500) / 1000));
    }
    const cost = numberIn(client.read(3, '0.0.130.0.4.255', 2));
    expect(cost).toBe(Math.floor((24_500 * esme.registers.total(0, now)) / 1000) % 2 ** 32);
  });

  it('of a day goes by the clock of the meter, also where that was set', () => {
    const bench = new Bench({ start: Temporal.Instant.from('2026-03-28T23:00:00Z') });
    const client = bench.associate(1);
    const esme = esmeOf(bench);
    const day = () => numberIn(client.read(3, '0.0.130.3.0.255', 2));
    expect(day()).toBeGreaterThan(0);
    client.set(...CLOCK, 2, octetTime(at('2026-03-29T00:30:00Z')));
    const set = esme.now();
    expect(day()).toBe(0);
    bench.clock.advance(minutes(45));
    expect(day()).toBe(esme.registers.total(0, esme.now()) - esme.registers.total(0, set));
  });

  it('of a standing charge is by the day', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    expect(standingCharge(esmeOf(bench))).toBe(53_000_000);
    client.set(...part(2, 'standingCharge'), 2, amount(61));
    client.set(...part(2, 'standingScale'), 2, integer(-2));
    expect(standingCharge(esmeOf(bench))).toBe(53_000_000);
    client.action(...COMMANDS, 1, longUnsigned(2));
    expect(standingCharge(esmeOf(bench))).toBe(61_000_000);
  });
});

describe('SMETS1: block counters', () => {
  it('sum to the consumption of the period, by rate and in all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 1, max: 60 * 1440 }),
        (row, after) => {
          const bench = recentBench('2026-01-02T00:00:00Z');
          const client = bench.associate(1);
          const thresholds = four(0).map(() => row.toSorted((a, b) => a - b));
          putInForce(client, { ...blockTerms(1), thresholds });
          client.action(...COMMANDS, 1, longUnsigned(1));
          const esme = esmeOf(bench);
          client.set(1, '0.0.131.0.0.255', 2, {
            type: 'structure',
            value: [octetTime(0), { type: 'enum', value: 0 }],
          });
          const before = esme.registers.rates(0, esme.now());
          bench.clock.advance(minutes(after));
          const now = esme.now();
          const used = esme.registers.rates(0, now).map((units, rate) => units - (before[rate] as number));
          expect(blockCounters(esme, now).map(sum)).toEqual(used);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('begin anew at midnight where they are reset daily: at most what the day has used', () => {
    const bench = recentBench('2028-02-28T12:00:00Z');
    const client = bench.associate(1);
    client.set(...DAILY_RESET, 2, boolean(true));
    const esme = esmeOf(bench);
    for (const [hours, midnight] of [
      [13, '2028-02-29T00:00:00Z'],
      [24, '2028-03-01T00:00:00Z'],
    ] as const) {
      bench.clock.advance(minutes(60 * hours));
      const now = esme.now();
      const today = esme.registers.total(0, now) - esme.registers.total(0, at(midnight));
      expect(sum(blockCounters(esme, now).flat())).toBe(today);
    }
  });
});

describe('SRV 1.1.1, Update Import Tariff, and SRV 1.2.1, Update Price', () => {
  it('switch calendar, thresholds and prices together at the time of the meter clock', () => {
    const bench = recentBench();
    const client = bench.associate(1);
    const esme = esmeOf(bench);
    client.set(...CLOCK, 2, octetTime(START + 5 * HOUR));
    writeCalendar(client, { first: 2, second: 3, from: 1 });
    writeTerms(client, blockTerms(500));
    client.set(...CALENDAR, 10, octetTime(START + 6 * HOUR));
    bench.clock.advance(Temporal.Duration.from({ milliseconds: HOUR - 1 }));
    expect(esme.state.tariff.terms.at(-1)?.pricing).toBe('time-of-use');
    esme.now();
    expect(client.read(...part(1, 'pricing'), 2)).toEqual({ type: 'enum', value: 0 });
    bench.clock.advance(Temporal.Duration.from({ milliseconds: 1 }));
    expect(client.read(...part(1, 'pricing'), 2)).toEqual({ type: 'enum', value: 1 });
    expect(client.read(...part(1, 'thresholds'), 2)).toEqual(client.read(...part(2, 'thresholds'), 2));
    expect(numberIn(client.read(1, '0.0.96.14.0.255', 2))).toBe(4);
  });

  it('leave calendar and thresholds as they are where only prices are activated', () => {
    const bench = recentBench();
    const client = bench.associate(1);
    writeTerms(client, blockTerms(500));
    writePrices(client, { ...blockTerms(500).prices, timeOfUse: four(777) });
    client.set(1, '0.0.130.2.255.255', 2, octetTime(START + 10 * MINUTE));
    bench.clock.advance(minutes(10));
    expect(numberIn(client.read(3, '0.0.130.0.1.255', 2))).toBe(777);
    expect(client.read(...part(1, 'pricing'), 2)).toEqual({ type: 'enum', value: 0 });
    expect(bench.state.logs.event.at(-1)).toEqual({ time: START + 10 * MINUTE, code: 0x0304 });
  });
});
