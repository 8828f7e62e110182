import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activePrice } from '../../../src/sim/tariff/blocks.ts';
import { consumptionCost } from '../../../src/sim/tariff/charging.ts';
import type { Prices, Terms } from '../../../src/sim/tariff/terms.ts';
import type { Bench, Client } from '../bench.ts';
import { numberIn } from '../bench.ts';
import {
  BILLING_CALENDAR,
  boolean,
  CALENDAR,
  CLOCK,
  COMMANDS,
  COUNTERS,
  DAILY_RESET,
  DAY,
  enumeration,
  esmeOf,
  type Halves,
  HOUR,
  integer,
  longUnsigned,
  MINUTE,
  matrixIn,
  minutes,
  octetTime,
  PRICE_TIME,
  recentBench,
  structure,
  writeCalendar,
  writePrices,
  writeTerms,
} from './tariff-bench.ts';
import { onDays, TariffModel } from './tariff-model.ts';

interface Real {
  readonly bench: Bench;
  readonly client: Client;
  /** Units before the model began, by rate. */
  readonly before: readonly number[];
}
type Command = fc.Command<TariffModel, Real>;

const RATES = [0, 1, 2, 3];
const halves: fc.Arbitrary<Halves> = fc.record({
  first: fc.constantFrom(...RATES),
  second: fc.constantFrom(...RATES),
  from: fc.integer({ min: 1, max: 47 }),
});
const price = fc.integer({ min: 0, max: 60_000 });
const prices: fc.Arbitrary<Prices> = fc.record({
  scale: fc.integer({ min: -5, max: -3 }),
  timeOfUse: fc.array(price, { minLength: 4, maxLength: 4 }),
  block: fc.array(fc.array(price, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
  standingCharge: price,
  standingScale: fc.constant(-5),
});
const thresholds = fc
  .array(fc.integer({ min: 0, max: 9000 }), { minLength: 3, maxLength: 3 })
  .map((row) => row.sort((a, b) => a - b));
const terms: fc.Arbitrary<Terms> = fc.record({
  pricing: fc.constantFrom('time-of-use', 'block'),
  thresholds: fc.array(thresholds, { minLength: 4, maxLength: 4 }),
  prices,
});

/** A command that does the same to the model and to the meter, and then finds them alike. */
function command(name: string, act: (model: TariffModel, real: Real) => void): Command {
  return {
    check: () => true,
    run(model, real) {
      act(model, real);
      expectAlike(model, real);
    },
    toString: () => name,
  };
}

function expectAlike(model: TariffModel, { bench, client, before }: Real): void {
  const esme = esmeOf(bench);
  const now = esme.now();
  expect(now).toBe(model.now);
  expect(esme.registers.rates(0, now).map((units, rate) => units - (before[rate] as number))).toEqual(model.rates);
  expect(matrixIn(client.read(...COUNTERS, 2))).toEqual(model.counters);
  expect(consumptionCost(esme, now)).toBe(model.cost);
  expect(activePrice(esme, now)).toBe(model.price);
  expect(numberIn(client.read(1, '0.0.96.14.0.255', 2))).toBe(model.rate + 1);
  expect(numberIn(client.read(1, '0.0.96.14.1.255', 2))).toBe(model.block + 1);
  expect(esme.state.billing.rows.filter(({ cause }) => cause === 'billing-date').map(({ time }) => time)).toEqual(
    model.billed.slice(-12),
  );
}

function pass(model: TariffModel, { bench }: Real, count: number): void {
  const esme = esmeOf(bench);
  bench.clock.advance(minutes(count));
  esme.now();
  let before = esme.registers.total(0, model.now);
  for (let i = 0; i < count; i++) {
    const total = esme.registers.total(0, model.now + MINUTE);
    model.minute(total - before);
    before = total;
  }
}

const advance = (count: number): Command =>
  command(`advance ${count} minutes`, (model, real) => pass(model, real, count));

const commands: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 1, max: 2 * 1440 }).map(advance),
  fc.integer({ min: 1, max: 40 }).map((hours) => advance(60 * hours)),
  halves.map((calendar) =>
    command('write the passive calendar', (model, { client }) => {
      writeCalendar(client, calendar);
      model.passiveCalendar = calendar;
    }),
  ),
  terms.map((passive) =>
    command(`write passive terms ${passive.pricing}`, (model, { client }) => {
      writeTerms(client, passive);
      model.passiveTerms = passive;
    }),
  ),
  prices.map((passive) =>
    command('write passive prices', (model, { client }) => {
      writePrices(client, passive);
      model.passiveTerms = { ...model.passiveTerms, prices: passive };
    }),
  ),
  fc.integer({ min: -60, max: 3000 }).map((after) =>
    command(`activate the tariff in ${after} minutes`, (model, { client }) => {
      model.activation = model.clock + after * MINUTE;
      expect(client.set(...CALENDAR, 10, octetTime(model.activation))).toBe('success');
      model.due();
    }),
  ),
  fc.integer({ min: -60, max: 3000 }).map((after) =>
    command(`activate the prices in ${after} minutes`, (model, { client }) => {
      model.priceActivation = model.clock + after * MINUTE;
      expect(client.set(...PRICE_TIME, 2, octetTime(model.priceActivation))).toBe('success');
      model.due();
    }),
  ),
  fc.constant(
    command('activate the tariff', (model, { client }) => {
      expect(client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
      model.activate();
    }),
  ),
  fc.constant(
    command('activate the prices', (model, { client }) => {
      expect(client.action(...COMMANDS, 1, longUnsigned(2)).result).toBe('success');
      model.activatePrices();
    }),
  ),
  fc.constant(
    command('reset the block counters', (model, { client }) => {
      expect(client.action(...COMMANDS, 1, longUnsigned(1)).result).toBe('success');
      model.reset();
    }),
  ),
  fc.boolean().map((daily) =>
    command(`daily reset ${daily}`, (model, { client }) => {
      expect(client.set(...DAILY_RESET, 2, boolean(daily))).toBe('success');
      model.dailyReset = daily;
    }),
  ),
  fc.integer({ min: -2000, max: 2000 }).map((change) =>
    command(`set the clock by ${change} minutes`, (model, real) => {
      // Of two settings at one instant only the second one counts.
      pass(model, real, 1);
      const { client } = real;
      const time = model.clock + change * MINUTE;
      client.set(...CLOCK, 2, octetTime(time));
      model.setClock(time);
    }),
  ),
  fc.integer({ min: 0, max: 23 }).map((hour) =>
    command(`bill every day at ${hour}`, (model, { client }) => {
      const start = Math.floor(model.clock / DAY) * DAY - 7 * DAY + hour * HOUR;
      expect(client.set(...BILLING_CALENDAR, 2, structure(octetTime(start), enumeration(1)))).toBe('success');
      const days = Array.from({ length: 31 }, (_, day) => day + 1);
      model.isBillingDate = onDays(days, hour);
    }),
  ),
  fc.boolean().map((on) =>
    command(`supply ${on ? 'on' : 'off'}`, (_, { client }) => {
      client.action(70, '0.0.96.3.10.255', on ? 2 : 1, integer(0));
    }),
  ),
];

function setup(halvesAtFirst: Halves, termsAtFirst: Terms): { model: TariffModel; real: Real } {
  const bench = recentBench();
  const client = bench.associate(1);
  client.set(...BILLING_CALENDAR, 2, structure(octetTime(0), enumeration(0)));
  writeCalendar(client, halvesAtFirst);
  writeTerms(client, termsAtFirst);
  client.action(...CALENDAR, 1, integer(0));
  client.action(...COMMANDS, 1, longUnsigned(1));
  const esme = esmeOf(bench);
  const now = esme.now();
  const model = new TariffModel(now, halvesAtFirst, termsAtFirst);
  model.cost = consumptionCost(esme, now);
  return { model, real: { bench, client, before: esme.registers.rates(0, now) } };
}

describe('SMETS1: tariffs, blocks and cost', () => {
  it('are what the rules say, unit by unit, whatever is written, activated and reset, and however the clock is set', () => {
    fc.assert(
      fc.property(halves, terms, fc.commands(commands, { maxCommands: 16 }), (calendar, first, list) => {
        fc.modelRun(() => setup(calendar, first), list);
      }),
      { numRuns: 100 },
    );
  });
});
