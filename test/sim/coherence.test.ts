import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessSelection } from '../../src/protocol/cosem/apdu/descriptors.ts';
import { rangeByTime, selectionOf } from '../../src/protocol/cosem/selective-access.ts';
import { millisecondsOf } from '../../src/sim/classes/clock.ts';
import { dateTime } from '../../src/sim/classes/values.ts';
import type { Meter } from '../../src/sim/meter/meter.ts';
import { blockCounters } from '../../src/sim/tariff/blocks.ts';
import { consumptionCost } from '../../src/sim/tariff/charging.ts';
import { blockRatesOf } from '../../src/sim/tariff/initial-terms.ts';
import { type Client, type DeviceBench, elements, numberIn } from './bench.ts';
import {
  amount,
  array,
  CALENDAR,
  integer,
  matrix,
  octetTime,
  part,
  sum,
  writeCalendar,
} from './tariff/tariff-bench.ts';
import {
  benchOf,
  DAY,
  type Fuel,
  fuels,
  HALF_HOUR,
  type Happening,
  instant,
  until,
  type Years,
  years,
} from './years.ts';

const CLOCK = [8, '0.0.1.0.0.255'] as const;
const BILLING_LOG = [7, '0.0.98.1.0.255'] as const;
/** What was consumed in the current and in the previous day. */
const TODAY = '0.0.130.3.0.255';
const YESTERDAY = '0.0.130.3.1.255';
const BILLING_DATE = 0;
const MILLIPENNY = 1000;
const WRAPS_AT = 2 ** 32;
const BLOCKS = 4;
/** Cause and total stand before the rates in a billing row. */
const COSTS_BEHIND_RATES = 2;
const RUNS = { numRuns: 30 };

/** What was read of a meter at an instant, while that was the present. */
interface Reading {
  readonly at: number;
  /** By the meter's clock. */
  readonly time: number;
  /** Whether the clock came to a whole half-hour just then: it wasn't set to it. */
  readonly isCaptured: boolean;
  readonly totals: readonly number[];
  readonly rates: readonly (readonly number[])[];
}

interface Row {
  readonly time: number;
  readonly values: readonly number[];
}

/** Whoever stands beside a meter for years, writes down what it shows, and works out what it costs. */
class Witness {
  readonly fuel: Fuel;
  readonly bench: DeviceBench<Meter>;
  readonly readings: Reading[] = [];
  /** True time at which the clock was last set or shifted. */
  clockSet = Number.NEGATIVE_INFINITY;
  readonly #client: Client;
  /** Thousandths of a penny, by rate. */
  #prices: readonly number[];
  #since: readonly number[];
  /** Millionths of a penny, and by how many of them flooring may be off. */
  #cost = 0;
  #floors = 1;

  constructor(fuel: Fuel, life: Years) {
    this.fuel = fuel;
    this.bench = benchOf(fuel, life);
    this.#client = this.bench.associate(1);
    const { prices } = this.meter.state.tariff.passiveTerms;
    this.#prices = prices.timeOfUse.map((price) => price * 10 ** (prices.scale + 5));
    this.#since = this.#prices.map(() => 0);
    for (const { after, what } of life.events) {
      this.#pass(until(this.meter.now(), after));
      this.#read();
      this.#happen(what);
      this.#read();
      const isReached = this.#align();
      this.#read(isReached);
    }
  }

  get meter(): Meter {
    return this.bench.device;
  }

  /** What all consumption has cost, worked out from what the registers showed whenever a price changed. */
  expectedCost(): readonly [least: number, most: number] {
    const cost = this.#cost + this.#gained();
    return [cost - this.#floors, cost + this.#floors];
  }

  /** The value of a register. */
  number(name: string): number {
    return numberIn(this.#client.read(3, name, 2));
  }

  rows(profile: string, selection?: AccessSelection): readonly Row[] {
    const [classId, name] = profile === BILLING_LOG[1] ? BILLING_LOG : ([7, profile] as const);
    return elements(this.#client.read(classId, name, 2, selection)).map((row) => {
      const [clock, ...others] = elements(row);
      const time = clock && dateTime.decode(clock);
      return { time: (time && millisecondsOf(time)) ?? Number.NaN, values: others.map(numberIn) };
    });
  }

  /** The latest rows of a profile. */
  latest(profile: string, count: number): readonly Row[] {
    const inUse = numberIn(this.#client.read(7, profile, 7));
    const fromEntry = Math.max(1, inUse - count + 1);
    return this.rows(
      profile,
      selectionOf({ kind: 'entry', fromEntry, toEntry: 0, fromSelectedValue: 1, toSelectedValue: 0 }),
    );
  }

  #read(isCaptured = false): void {
    const { meter } = this;
    const at = meter.now();
    const quantities = meter.era.ticks.map((_, quantity) => quantity);
    this.readings.push({
      at,
      time: meter.time(),
      isCaptured,
      totals: quantities.map((quantity) => meter.registers.total(quantity, at)),
      rates: quantities.map((quantity) => meter.registers.rates(quantity, at)),
    });
  }

  #pass(to: number): void {
    const milliseconds = Math.max(0, to - this.meter.now());
    this.bench.clock.advance(Temporal.Duration.from({ milliseconds }));
    this.meter.settle();
  }

  /** Until the meter's clock shows a whole half-hour. @returns whether time had to pass */
  #align(): boolean {
    const time = this.meter.time();
    const left = Math.ceil(time / HALF_HOUR) * HALF_HOUR - time;
    this.#pass(this.meter.now() + left);
    return left > 0;
  }

  #happen(what: Happening): void {
    const { meter } = this;
    const client = this.#client;
    switch (what.kind) {
      case 'disable':
        meter.operate({ kind: 'supply', trigger: 'local-disconnect' });
        return;
      case 'enable':
        meter.operate({ kind: 'supply', trigger: 'manual-reconnect' });
        return;
      case 'billing':
        client.action(...BILLING_LOG, 2, integer(0));
        return;
      case 'power-cut':
        meter.operate({ kind: 'power', is: 'off' });
        this.#pass(meter.now() + what.minutes * 60_000);
        meter.operate({ kind: 'power', is: 'on' });
        return;
      case 'shift':
        this.clockSet = meter.now();
        client.action(...CLOCK, 6, { type: 'long', value: what.seconds });
        return;
      case 'set':
        this.clockSet = meter.now();
        expect(client.set(...CLOCK, 2, octetTime(meter.time() + what.minutes * 60_000))).toBe('success');
        return;
      case 'calendar':
        writeCalendar(client, what);
        expect(client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
        return;
      case 'prices':
        this.#change(what.price);
        return;
      case 'load':
        meter.operate({ kind: 'load', extra: what.extra });
    }
  }

  /** Every rate has a price of its own; blocks are as many units as the first costs. */
  #change(price: number): void {
    const prices = this.#prices.map((_, rate) => price + rate);
    const blocks = Array.from({ length: blockRatesOf(this.meter.model) }, () => [price, 2 * price, 5 * price]);
    expect(this.#client.set(...part(2, 'thresholds'), 2, matrix(blocks))).toBe('success');
    this.#client.set(...part(2, 'scale'), 2, integer(-5));
    this.#client.set(...part(2, 'timeOfUse'), 2, array(prices.map(amount)));
    expect(this.#client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
    this.#cost += this.#gained();
    this.#since = this.meter.registers.rates(0, this.meter.now());
    this.#prices = prices;
    this.#floors++;
  }

  #gained(): number {
    const rates = this.meter.registers.rates(0, this.meter.now());
    const units = sum(this.#prices.map((price, rate) => price * ((rates[rate] ?? 0) - (this.#since[rate] ?? 0))));
    return units * this.meter.energyPerUnit;
  }
}

/** For any years of a meter of each kind. */
function always(what: string, check: (witness: Witness) => void, runs = RUNS): void {
  it.each(['electricity', 'gas'] as const)(`%s: ${what}`, (fuel) => {
    fc.assert(
      fc.property(years, (life) => check(new Witness(fuel, life))),
      runs,
    );
  });
}

const daily = ({ fuel }: Witness): string => fuels[fuel].daily;
const halfHourly = ({ fuel }: Witness): string => fuels[fuel].halfHourly;

describe('energy coherence over the years, through changes of tariff, supply, power, clock and load', () => {
  always('rates sum to the total, and no register ever goes back', ({ readings, meter }) => {
    for (const [index, { totals, rates }] of readings.entries()) {
      expect(rates.map(sum)).toEqual(totals);
      const before = readings[index - 1]?.rates ?? [];
      for (const [quantity, values] of rates.entries()) {
        for (const [rate, value] of values.entries())
          expect(value).toBeGreaterThanOrEqual(before[quantity]?.[rate] ?? 0);
      }
    }
    expect(meter.state.eras.length).toBeLessThanOrEqual(64);
  });

  always('what was read at an instant is what the registers say of it ever after', ({ readings, meter }) => {
    for (const { at, totals, rates } of readings) {
      expect(totals.map((_, quantity) => meter.registers.total(quantity, at))).toEqual(totals);
      expect(rates.map((_, quantity) => meter.registers.rates(quantity, at))).toEqual(rates);
    }
  });

  always('a half-hour of the profile data log holds what was read then', (witness) => {
    const last = witness.readings.at(-1)?.time ?? 0;
    for (const { time, totals } of witness.readings.filter(({ isCaptured }) => isCaptured).slice(-4)) {
      if (time < last - 380 * DAY) continue;
      const at = instant(time);
      const rows = witness.rows(halfHourly(witness), rangeByTime(at, at));
      expect(rows.map(({ values }) => values.slice(1))).toContainEqual(totals);
    }
  });

  always(
    'the differences of the half-hours of a day sum to that of its daily rows, the daily log to that of its midnight',
    (witness) => {
      const { totals } = fuels[witness.fuel];
      const halves = witness.latest(halfHourly(witness), 150);
      for (const row of witness.latest(daily(witness), 4)) {
        const [total, ...others] = row.values.slice(1);
        expect(sum(others.slice(totals - 1))).toBe(total);
        const midnight = instant(row.time);
        const same = witness.rows(halfHourly(witness), rangeByTime(midnight, midnight));
        expect(same.map(({ values }) => values[1])).toContain(total);
      }
      for (const [index, { values }] of halves.entries()) {
        expect(values[1]).toBeGreaterThanOrEqual(halves[index - 1]?.values[1] ?? 0);
      }
    },
  );

  always('rows of the billing data log hold the registers of their instants, and never go back', (witness) => {
    const { meter, readings } = witness;
    const rates = meter.model.rates;
    const rows = witness.rows(BILLING_LOG[1]);
    for (const [index, { time, values }] of rows.entries()) {
      const [, total, ...others] = values;
      expect(sum(others.slice(0, rates))).toBe(total);
      expect(total).toBeGreaterThanOrEqual(rows[index - 1]?.values[1] ?? 0);
      const same = readings.filter((reading) => reading.time === time);
      // Where the clock was set back a time comes again, and nobody may have looked the first time.
      const isOnly = rows.filter((row) => row.time === time).length === 1;
      if (same.length === 0 || !isOnly) continue;
      expect(same.map(({ totals }) => totals[0])).toContain(total);
      const costs = same.map(({ at }) => Math.floor(consumptionCost(meter, at) / MILLIPENNY) % WRAPS_AT);
      expect(costs).toContain(values[COSTS_BEHIND_RATES + rates + BLOCKS * blockRatesOf(meter.model)]);
    }
  });

  always('the cost is each unit times its price when it was consumed, and periods add up to it', (witness) => {
    const { meter, readings } = witness;
    const [least, most] = witness.expectedCost();
    const cost = consumptionCost(meter, meter.now());
    expect(cost).toBeGreaterThanOrEqual(least);
    expect(cost).toBeLessThanOrEqual(most);
    const costs = readings.map(({ at }) => consumptionCost(meter, at));
    expect(costs.every((each, index) => each >= (costs[index - 1] ?? 0))).toBe(true);
  });

  always('what a display shows of the day before is the difference of its daily rows', (witness) => {
    const { meter } = witness;
    const rows = witness.latest(daily(witness), 12);
    const midnight = Math.floor(meter.time() / DAY) * DAY;
    const totalsAt = (time: number): readonly number[] =>
      rows.filter((row) => row.time === time).map(({ values }) => values[1] ?? 0);
    const [before, after] = [totalsAt(midnight - DAY), totalsAt(midnight)];
    // Where the clock was set lately, a midnight may have come twice, or never.
    if (witness.clockSet > meter.now() - 5 * DAY || before.length !== 1 || after.length !== 1) return;
    expect(witness.number(YESTERDAY)).toBe((after[0] ?? 0) - (before[0] ?? 0));
    expect(witness.number(TODAY)).toBe(meter.registers.total(0, meter.now()) - (after[0] ?? 0));
  });

  always('the block counters of a rate sum to what it has used in the block period', (witness) => {
    const { meter } = witness;
    const rows = witness.rows(BILLING_LOG[1]);
    const began = rows.findLast(({ values }) => values[0] === BILLING_DATE);
    if (began === undefined) return;
    const rates = meter.registers.rates(0, meter.now());
    for (const [rate, blocks] of blockCounters(meter, meter.now()).entries()) {
      expect(sum(blocks)).toBe((rates[rate] ?? 0) - (began.values[2 + rate] ?? 0));
    }
  });
});
