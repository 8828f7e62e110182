import { DAY } from './civil-date.ts';
import type { Source } from './source.ts';
import { TICKS_PER_UNIT } from './source.ts';

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
  /** What flows of the first quantity on top of what the source says: units an hour, W or litres an hour. */
  readonly extra: number;
  /** Each quantity's register when the era began, in ticks. */
  readonly ticks: readonly number[];
  /**
   * Each quantity's registers by rate when the era began, in units; nothing where they follow from the era before. To
   * sum them may take years of days, and few ever ask.
   */
  readonly rates: readonly (readonly number[])[] | null;
  /** Whether somebody set the clock when it began. */
  readonly clockSet?: true;
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
  /** The rate that is in force always, where there is one alone. */
  readonly only?: number | undefined;
}

/** The state of which the eras are a part: in order of time, never empty. */
export interface EraHolder {
  eras: readonly Era[];
}

/** Eras kept of one device. Beyond that the shortest ones melt into one, see `#melt`. */
export const MOST_ERAS = 64;

/** Checkpoints kept of each quantity: those asked for last, as a reader goes back and forth between a few days. */
const MOST_CHECKPOINTS = 6;

interface Checkpoint {
  readonly era: Era;
  readonly at: number;
  readonly rates: readonly number[];
}

/**
 * The cumulative registers of a meter at any instant since it was installed, from the eras of its state. Totals never go
 * back, and the registers by rate sum to the total exactly: each whole unit goes to the rate that is in force when it is
 * reached.
 */
export class Registers {
  readonly #source: Source;
  readonly #holder: EraHolder;
  readonly #tariff: (index: number) => RateTable;
  readonly #changing: (() => void) | undefined;
  /** How far the rates have been summed, by quantity: sums over years are made once. It is no state. */
  readonly #checkpoints: (readonly Checkpoint[] | undefined)[] = [];
  /** The registers by rate with which eras began that don't say so themselves. */
  readonly #starts = new WeakMap<Era, readonly number[][]>();

  /** What to add to the energy of the era that was asked for last, by quantity. */
  readonly #bases: ({ readonly era: Era; readonly ticks: number } | undefined)[] = [];

  /** @param changing called before an era begins, while what was measured is still known as it was */
  constructor(source: Source, holder: EraHolder, tariff: (index: number) => RateTable, changing?: () => void) {
    this.#source = source;
    this.#holder = holder;
    this.#tariff = tariff;
    this.#changing = changing;
  }

  get eras(): readonly Era[] {
    return this.#holder.eras;
  }

  /** The era in force at an instant; the first one also for any instant before it. */
  eraAt(at: number): Era {
    const { eras } = this;
    let index = eras.length - 1;
    while (index > 0 && (eras[index] as Era).from > at) index--;
    return eras[index] as Era;
  }

  /** Whole units at an instant, in milliseconds from 1970. */
  total(quantity: number, at: number): number {
    return Math.floor(this.#ticks(this.eraAt(at), quantity, at) / TICKS_PER_UNIT);
  }

  /** Whole units by rate. */
  rates(quantity: number, at: number): readonly number[] {
    return this.#ratesIn(this.eraAt(at), quantity, at);
  }

  /** Whole units by rate that were measured between two instants, however long before them it began. */
  between(quantity: number, from: number, to: number): readonly number[] {
    const sums: number[] = [];
    for (const [index, era] of this.eras.entries()) {
      const end = Math.min(to, this.eras[index + 1]?.from ?? to);
      const start = index === 0 ? from : Math.max(from, era.from);
      if (start < end) this.#accumulate(sums, quantity, era, start, end);
    }
    return Array.from(sums, (sum) => sum ?? 0);
  }

  /** Units an hour at an instant: W, var, litres an hour. */
  power(quantity: number, at: number): number {
    const { measuring, extra } = this.eraAt(at);
    if (!measuring) return 0;
    return this.#source.power(quantity, at) + (quantity === 0 ? extra : 0);
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
  begin(at: number, change: Partial<Pick<Era, 'clockOffset' | 'clockSet' | 'tariff' | 'measuring' | 'extra'>>): void {
    this.#changing?.();
    const current = this.eras.at(-1) as Era;
    const { clockSet, ...others } = current;
    const isSet = change.clockSet === true || (clockSet === true && current.from === at);
    const next: Era = {
      ...others,
      ...change,
      from: at,
      ticks: current.ticks.map((_, quantity) => this.#ticks(current, quantity, at)),
      rates: current.from === at ? current.rates : null,
      ...(isSet && { clockSet: true }),
    };
    const before = current.from === at ? this.eras.slice(0, -1) : this.eras;
    this.#holder.eras = [...before, next];
    if (this.eras.length > MOST_ERAS) this.#melt();
  }

  /**
   * Makes two neighbouring eras one: those that together are shortest, never the first nor the last. The one that is
   * left stands still, and what was measured in it shows at its end: totals and rates stay exact and never go back.
   */
  #melt(): void {
    const { eras } = this;
    const span = (index: number): number => (eras[index + 2] as Era).from - (eras[index] as Era).from;
    let shortest = 1;
    for (let index = 2; index + 2 < eras.length; index++) if (span(index) < span(shortest)) shortest = index;
    const [melted, after] = [eras[shortest] as Era, eras[shortest + 2] as Era].map((era) => this.#exact(era)) as [
      Era,
      Era,
    ];
    const isSet = eras[shortest + 1]?.clockSet === true;
    const whole: Era = { ...melted, ...(isSet && { clockSet: true }), measuring: false };
    this.#holder.eras = eras.toSpliced(shortest, 3, whole, after);
  }

  /** An era that says itself with which rates it began. */
  #exact(era: Era): Era {
    return era.rates === null ? { ...era, rates: era.ticks.map((_, quantity) => this.#start(quantity, era)) } : era;
  }

  /** The registers by rate when an era began. */
  #start(quantity: number, era: Era): readonly number[] {
    if (era.rates !== null) return era.rates[quantity] as readonly number[];
    const known = this.#starts.get(era) ?? [];
    const start = known[quantity] ?? this.#ratesIn(this.eras[this.eras.indexOf(era) - 1] as Era, quantity, era.from);
    this.#starts.set(era, Object.assign([...known], { [quantity]: start }));
    return start;
  }

  #ticks(era: Era, quantity: number, at: number): number {
    const start = era.ticks[quantity] as number;
    if (!era.measuring || at <= era.from) return start;
    let base = this.#bases[quantity];
    if (base?.era !== era) {
      base = { era, ticks: start - this.#source.ticks(quantity, era.from) };
      this.#bases[quantity] = base;
    }
    // A tick is what one unit in half an hour gives in a millisecond.
    const extra = quantity === 0 ? (era.extra / 2) * (at - era.from) : 0;
    return base.ticks + this.#source.ticks(quantity, at) + extra;
  }

  #ratesIn(era: Era, quantity: number, at: number): number[] {
    const start = this.#checkpoint(quantity, era, at);
    const sums = [...start.rates];
    this.#accumulate(sums, quantity, era, start.at, at);
    return sums;
  }

  /** The last midnight of the meter's clock that the era knows, or its beginning, with the rates summed until then. */
  #checkpoint(quantity: number, era: Era, at: number): Checkpoint {
    const midnight = Math.floor((at + era.clockOffset) / DAY) * DAY - era.clockOffset;
    const known = this.#checkpoints[quantity] ?? [];
    let last: Checkpoint = { era, at: era.from, rates: this.#start(quantity, era) };
    for (const checkpoint of known) {
      if (checkpoint.era === era && checkpoint.at <= at && checkpoint.at > last.at) last = checkpoint;
    }
    if (midnight <= last.at) return last;
    const sums = [...last.rates];
    this.#accumulate(sums, quantity, era, last.at, midnight);
    const reached = { era, at: midnight, rates: sums };
    this.#checkpoints[quantity] = [reached, ...known.slice(0, MOST_CHECKPOINTS - 1)];
    return reached;
  }

  #accumulate(sums: number[], quantity: number, era: Era, from: number, to: number): void {
    const whole = (at: number): number => Math.floor(this.#ticks(era, quantity, at) / TICKS_PER_UNIT);
    const table = this.#tariff(era.tariff);
    let before = whole(from);
    if (table.only !== undefined) {
      sums[table.only] = (sums[table.only] ?? 0) + whole(to) - before;
      return;
    }
    for (let day = Math.floor((from + era.clockOffset) / DAY); day * DAY - era.clockOffset < to; day++) {
      for (const { until, rate } of table.runs(day)) {
        const end = Math.min(day * DAY + until - era.clockOffset, to);
        if (end <= from) continue;
        const after = whole(end);
        sums[rate] = (sums[rate] ?? 0) + after - before;
        before = after;
      }
    }
  }
}
