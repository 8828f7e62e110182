import { utc } from '../../../src/sim/classes/clock.ts';
import type { Prices, Terms } from '../../../src/sim/tariff/terms.ts';
import { DAY, type Halves, MINUTE } from './tariff-bench.ts';

/** Whether a time of the clock is a billing date. */
export type IsBillingDate = (time: number) => boolean;

/**
 * What SMETS1 asks of tariff, blocks and cost, minute by minute and unit by unit. It knows of the meter only how much it
 * has consumed until a minute.
 */
export class TariffModel {
  now: number;
  offset = 0;
  calendar: Halves;
  terms: Terms;
  passiveCalendar: Halves;
  passiveTerms: Terms;
  /** Of the clock. */
  activation = Number.POSITIVE_INFINITY;
  priceActivation = Number.POSITIVE_INFINITY;
  dailyReset = false;
  isBillingDate: IsBillingDate = () => false;
  rates = [0, 0, 0, 0];
  counters: number[][];
  /** Millionths of a penny. */
  cost = 0;
  billed: number[] = [];

  constructor(now: number, calendar: Halves, terms: Terms) {
    this.now = now;
    this.calendar = calendar;
    this.passiveCalendar = calendar;
    this.terms = terms;
    this.passiveTerms = terms;
    this.counters = [];
    this.reset();
  }

  get clock(): number {
    return this.now + this.offset;
  }

  get rate(): number {
    const { first, second, from } = this.calendar;
    const halfHour = Math.floor((((this.clock % DAY) + DAY) % DAY) / (30 * MINUTE));
    return halfHour < from ? first : second;
  }

  get block(): number {
    const row = this.counters[this.rate] as number[];
    const used = row.reduce((total, units) => total + units, 0);
    return (this.terms.thresholds[this.rate] as number[]).filter((threshold) => used >= threshold).length;
  }

  /** Thousandths of a penny for a kWh. */
  get price(): number {
    const { pricing, prices } = this.terms;
    const price = pricing === 'block' ? prices.block[this.rate]?.[this.block] : prices.timeOfUse[this.rate];
    return (price ?? Number.NaN) * 10 ** (prices.scale + 5);
  }

  reset(): void {
    this.counters = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
  }

  /** One minute in which so many units were consumed. */
  minute(units: number): void {
    const { rate } = this;
    for (let unit = 0; unit < units; unit++) {
      this.cost += this.price;
      const { block } = this;
      this.counters[rate] = (this.counters[rate] as number[]).map((used, index) => used + (index === block ? 1 : 0));
    }
    this.rates = this.rates.map((used, index) => used + (index === rate ? units : 0));
    this.now += MINUTE;
    this.due();
    if (this.isBillingDate(this.clock)) this.bill();
    if (this.dailyReset && this.clock % DAY === 0) this.reset();
  }

  setClock(time: number): void {
    const before = this.clock;
    this.offset = time - this.now;
    this.due();
    let passed = false;
    for (let minute = before + MINUTE; minute <= time; minute += MINUTE) passed ||= this.isBillingDate(minute);
    if (passed) this.bill();
  }

  due(): void {
    if (this.activation <= this.clock) this.activate();
    if (this.priceActivation <= this.clock) this.activatePrices();
  }

  activate(): void {
    this.activation = Number.POSITIVE_INFINITY;
    this.calendar = this.passiveCalendar;
    this.terms = this.passiveTerms;
  }

  activatePrices(): void {
    this.priceActivation = Number.POSITIVE_INFINITY;
    const prices: Prices = this.passiveTerms.prices;
    this.terms = { ...this.terms, prices };
  }

  bill(): void {
    this.billed.push(this.clock);
    if (!this.dailyReset) this.reset();
  }
}

/** Billing dates of a month: every one of these days of it, at an hour. */
export function onDays(days: readonly number[], hour: number): IsBillingDate {
  return (time) => {
    const shown = utc(time);
    return days.includes(shown.dayOfMonth ?? 0) && shown.hour === hour && shown.minute === 0;
  };
}
