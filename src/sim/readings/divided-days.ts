import { type DayShape, HALF_HOURS } from './day-shape.ts';
import { HALF_HOUR, TICKS_PER_UNIT } from './source.ts';

/** What flows, part by part, as a function of the day: a closed form up to each midnight of UTC, and how each day divides. */
export interface Flow {
  /** Whole units up to the first instant of a day, counted from 1970-01-01; it never falls. */
  untilMidnight(part: number, day: number): number;
  shape(part: number, day: number): DayShape;
  /** How far the point before half-hour `k` moves, as a part of its freedom: from -1 to 1. */
  moved(part: number, day: number, k: number): number;
}

interface HalfHour {
  /** Half-hours from 1970. */
  number: number;
  /** Units from a fixed instant long ago. */
  before: number;
  units: number;
  day: number;
  midnight: number;
  /** Units of the day. */
  whole: number;
  shape: DayShape | undefined;
}

/** One part of a flow, steady over each half-hour of UTC, at any instant. */
export class DividedDays {
  readonly #flow: Flow;
  readonly #part: number;
  /** The half-hour that was asked for last: nearly always the one that is asked for next. */
  readonly #last: HalfHour = {
    number: Number.NaN,
    before: 0,
    units: 0,
    day: Number.NaN,
    midnight: 0,
    whole: 0,
    shape: undefined,
  };

  constructor(flow: Flow, part: number) {
    this.#flow = flow;
    this.#part = part;
  }

  /** Ticks from a fixed instant long ago until `at`, in milliseconds from 1970: only differences have a meaning. */
  ticks(at: number): number {
    const number = Math.floor(at / HALF_HOUR);
    const { before, units } = this.#halfHour(number);
    return before * TICKS_PER_UNIT + units * (at - number * HALF_HOUR);
  }

  /** Units an hour at an instant, in milliseconds from 1970. */
  perHour(at: number): number {
    return 2 * this.#halfHour(Math.floor(at / HALF_HOUR)).units;
  }

  #halfHour(number: number): HalfHour {
    const last = this.#last;
    if (last.number === number) return last;
    const day = Math.floor(number / HALF_HOURS);
    if (last.day !== day) {
      last.midnight = last.day === day - 1 ? last.midnight + last.whole : this.#flow.untilMidnight(this.#part, day);
      last.whole = this.#flow.untilMidnight(this.#part, day + 1) - last.midnight;
      last.shape = this.#flow.shape(this.#part, day);
      last.day = day;
    }
    const k = number - day * HALF_HOURS;
    const before = this.#untilHalfHour(k);
    last.units = this.#untilHalfHour(k + 1) - before;
    last.before = last.midnight + before;
    last.number = number;
    return last;
  }

  /** Whole units from the first instant of the day until half-hour `k`. */
  #untilHalfHour(k: number): number {
    const { day, whole, shape } = this.#last;
    if (shape === undefined) return 0;
    const moved = this.#flow.moved(this.#part, day, k) * (shape.freedom[k] as number);
    return Math.round(whole * ((shape.before[k] as number) + moved));
  }
}
