import { hash32 } from '../../core/random.ts';
import type { Condition } from './faults.ts';

const DAY = 86_400_000;
/** How many days ahead, or back, is looked for one on which the seed has a condition occur. */
const HORIZON = 400;

/** True times, milliseconds from 1970; the end is not included. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** When a condition holds: from its window, or from the seed and the day. */
export class ConditionTimes {
  readonly #window: Span;
  readonly #daily: { readonly probability: number; readonly length: number } | undefined;
  readonly #seed: number;

  /** @param seed of this condition of this installation */
  constructor(condition: Condition, seed: number) {
    const until = 'until' in condition ? condition.until?.epochMilliseconds : undefined;
    this.#window = {
      from: condition.from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
      until: until ?? Number.POSITIVE_INFINITY,
    };
    this.#seed = seed;
    const { probability, seconds } = 'probability' in condition ? condition : {};
    if (probability !== undefined && seconds !== undefined) this.#daily = { probability, length: 1000 * seconds };
  }

  holds(at: number): boolean {
    if (at < this.#window.from || at >= this.#window.until) return false;
    if (this.#daily === undefined) return true;
    const span = this.#of(Math.floor(at / DAY));
    return span !== undefined && at >= span.from && at < span.until;
  }

  /** The first time after `at` at which it begins or ends; where there is none for long, the last one that was looked at. */
  next(at: number): number {
    if (this.#daily === undefined) return firstAfter(at, [this.#window.from, this.#window.until]);
    const first = Math.floor(Math.max(at, this.#window.from) / DAY);
    for (let day = first; day < first + HORIZON; day++) {
      if (day * DAY >= this.#window.until) return Number.POSITIVE_INFINITY;
      const span = this.#of(day);
      const next = span === undefined ? Number.POSITIVE_INFINITY : firstAfter(at, [span.from, span.until]);
      if (next < Number.POSITIVE_INFINITY) return next;
    }
    return (first + HORIZON) * DAY;
  }

  /** The part of a day on which it holds, within its window. */
  #of(day: number): Span | undefined {
    if (this.#daily === undefined) return undefined;
    const { probability, length } = this.#daily;
    if (hash32(this.#seed, day, 0) >= probability * 0x100000000) return undefined;
    const start = day * DAY + Math.floor(((DAY - length) * hash32(this.#seed, day, 1)) / 0x100000000);
    const from = Math.max(start, this.#window.from);
    const until = Math.min(start + length, this.#window.until);
    return from < until ? { from, until } : undefined;
  }
}

function firstAfter(at: number, times: readonly number[]): number {
  return times.find((time) => time > at) ?? Number.POSITIVE_INFINITY;
}
