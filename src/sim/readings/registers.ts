import { DAY } from './civil-date.ts';
import { type Energy, type Quantity, quantities, TICKS_PER_WH } from './energy.ts';

/** From `from` on, until the next era begins, a meter has measured in one and the same way. */
export interface Era {
  /** True time, milliseconds from 1970. */
  readonly from: number;
  /** Milliseconds by which the meter's clock is ahead of true time. */
  readonly clockOffset: number;
  /** Index of the tariff that is in force. */
  readonly tariff: number;
  /** Whether the supply is connected; registers stand still while it is not. */
  readonly measuring: boolean;
  /** Each quantity's register when the era began, in ticks. */
  readonly ticks: readonly number[];
  /** Each quantity's registers by rate when the era began, in Wh or varh. */
  readonly rates: readonly (readonly number[])[];
}

/** Part of a day with one rate: until this many milliseconds after midnight, from 0 or from the run before. */
export interface Run {
  readonly until: number;
  /** From 0. */
  readonly rate: number;
}

/** The rates of a tariff, day by day. */
export interface RateTable {
  /** The runs of a day of the meter's clock, counted from 1970-01-01; the last one ends the day. */
  runs(day: number): readonly Run[];
}

/** Eras kept of one device. Beyond that the shortest ones melt into one, see `melt`. */
export const MOST_ERAS = 64;

interface Checkpoint {
  readonly era: Era;
  readonly at: number;
  readonly rates: readonly number[];
}

/**
 * The cumulative registers of a meter at any instant since it was installed, from the eras of its state. Totals never go
 * back, and the registers by rate sum to the total exactly: each whole Wh goes to the rate that is in force when it is
 * reached.
 */
export class Registers {
  readonly #energy: Energy;
  readonly #eras: Era[];
  readonly #tariff: (index: number) => RateTable;
  /** How far the rates have been summed, by quantity: sums over years are made once. It is no state. */
  readonly #checkpoints: (Checkpoint | undefined)[] = [];

  /** What to add to the energy of the era that was asked for last, by quantity. */
  readonly #bases: ({ readonly era: Era; readonly ticks: number } | undefined)[] = [];

  /** @param eras of the device's state, in order of time, never empty; `begin` adds to it */
  constructor(energy: Energy, eras: Era[], tariff: (index: number) => RateTable) {
    this.#energy = energy;
    this.#eras = eras;
    this.#tariff = tariff;
  }

  get eras(): readonly Era[] {
    return this.#eras;
  }

  /** The era in force at an instant; the first one also for any instant before it. */
  eraAt(at: number): Era {
    let index = this.#eras.length - 1;
    while (index > 0 && (this.#eras[index] as Era).from > at) index--;
    return this.#eras[index] as Era;
  }

  /** Whole Wh or varh at an instant, in milliseconds from 1970. */
  total(quantity: Quantity, at: number): number {
    return Math.floor(this.#ticks(this.eraAt(at), quantity, at) / TICKS_PER_WH);
  }

  /** Whole Wh or varh by rate. */
  rates(quantity: Quantity, at: number): readonly number[] {
    const era = this.eraAt(at);
    const start = this.#checkpoint(quantity, era, at);
    const sums = [...start.rates];
    this.#accumulate(sums, quantity, era, start.at, at);
    return sums;
  }

  /** W or var at an instant. */
  power(quantity: Quantity, at: number): number {
    return this.eraAt(at).measuring ? this.#energy.power(quantity, at) : 0;
  }

  /** The rate in force at an instant, from 0. */
  rateAt(at: number): number {
    const era = this.eraAt(at);
    const meterTime = at + era.clockOffset;
    const day = Math.floor(meterTime / DAY);
    return (
      this.#tariff(era.tariff)
        .runs(day)
        .find(({ until }) => meterTime < day * DAY + until)?.rate ?? 0
    );
  }

  /** From `at` on the meter measures as `change` says; `at` is never before the era in force began. */
  begin(at: number, change: Partial<Pick<Era, 'clockOffset' | 'tariff' | 'measuring'>>): void {
    const current = this.#eras.at(-1) as Era;
    const next: Era = {
      ...current,
      ...change,
      from: at,
      ticks: quantities.map((_, quantity) => this.#ticks(current, quantity as Quantity, at)),
      rates: quantities.map((_, quantity) => this.rates(quantity as Quantity, at)),
    };
    if (current.from === at) this.#eras.pop();
    this.#eras.push(next);
    if (this.#eras.length > MOST_ERAS) melt(this.#eras);
    this.#checkpoints.length = 0;
  }

  #ticks(era: Era, quantity: Quantity, at: number): number {
    const start = era.ticks[quantity] as number;
    if (!era.measuring || at <= era.from) return start;
    let base = this.#bases[quantity];
    if (base?.era !== era) {
      base = { era, ticks: start - this.#energy.ticks(quantity, era.from) };
      this.#bases[quantity] = base;
    }
    return base.ticks + this.#energy.ticks(quantity, at);
  }

  /** The last midnight of the meter's clock that the era knows, or its beginning, with the rates summed until then. */
  #checkpoint(quantity: Quantity, era: Era, at: number): Checkpoint {
    const midnight = Math.floor((at + era.clockOffset) / DAY) * DAY - era.clockOffset;
    let last = this.#checkpoints[quantity];
    if (last?.era !== era || last.at > at)
      last = { era, at: era.from, rates: era.rates[quantity] as readonly number[] };
    if (midnight <= last.at) return last;
    const sums = [...last.rates];
    this.#accumulate(sums, quantity, era, last.at, midnight);
    const reached = { era, at: midnight, rates: sums };
    this.#checkpoints[quantity] = reached;
    return reached;
  }

  #accumulate(sums: number[], quantity: Quantity, era: Era, from: number, to: number): void {
    const wh = (at: number): number => Math.floor(this.#ticks(era, quantity, at) / TICKS_PER_WH);
    const table = this.#tariff(era.tariff);
    let before = wh(from);
    for (let day = Math.floor((from + era.clockOffset) / DAY); day * DAY - era.clockOffset < to; day++) {
      for (const { until, rate } of table.runs(day)) {
        const end = Math.min(day * DAY + until - era.clockOffset, to);
        if (end <= from) continue;
        const after = wh(end);
        sums[rate] = (sums[rate] ?? 0) + after - before;
        before = after;
      }
    }
  }
}

/**
 * Makes two neighbouring eras one: those that together are shortest, never the first nor the last. The one that is left
 * stands still, and what was measured in it shows at its end: totals and rates stay exact and never go back.
 */
function melt(eras: Era[]): void {
  const span = (index: number): number => (eras[index + 2] as Era).from - (eras[index] as Era).from;
  let shortest = 1;
  for (let index = 2; index + 2 < eras.length; index++) if (span(index) < span(shortest)) shortest = index;
  eras.splice(shortest, 2, { ...(eras[shortest] as Era), measuring: false });
}
