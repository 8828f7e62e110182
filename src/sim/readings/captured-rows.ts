import type { Era } from './registers.ts';

/** A moment at which a profile captured. */
export interface Capture {
  /** True time, milliseconds from 1970. */
  readonly at: number;
  /** What the meter's clock showed, milliseconds from 1970. */
  readonly time: number;
  /** Whether the clock was set since the capture before. */
  readonly clockAdjusted: boolean;
}

interface Stretch {
  /** Captures before this stretch. */
  readonly before: number;
  readonly clockOffset: number;
  /** First capture, in periods from 1970 by the meter's clock. */
  readonly first: number;
  readonly count: number;
  readonly clockAdjusted: boolean;
}

/**
 * The captures of a periodic profile until an instant: one whenever the meter's clock reached a whole period, in order
 * of true time. Where the clock was set forward some never happened, where it was set back some happened twice.
 */
export class CapturedRows {
  readonly count: number;
  readonly #period: number;
  readonly #stretches: readonly Stretch[];
  /** Captures that the buffer no longer holds. */
  readonly #dropped: number;

  /**
   * @param period milliseconds
   * @param most captures that the buffer holds
   */
  constructor(eras: readonly Era[], until: number, period: number, most: number) {
    const stretches: Stretch[] = [];
    let total = 0;
    let clockAdjusted = false;
    for (const [index, { from, clockOffset, clockSet = false }] of eras.entries()) {
      clockAdjusted ||= index > 0 && clockSet;
      const to = Math.min(eras[index + 1]?.from ?? until, until);
      const first = Math.floor((from + clockOffset) / period) + 1;
      const count = Math.max(0, Math.floor((to + clockOffset) / period) - first + 1);
      if (count === 0) continue;
      stretches.push({ before: total, clockOffset, first, count, clockAdjusted });
      clockAdjusted = false;
      total += count;
    }
    this.#period = period;
    this.#stretches = stretches;
    this.count = Math.min(total, most);
    this.#dropped = total - this.count;
  }

  slice(start: number, end: number): readonly Capture[] {
    const [low, high] = [start + this.#dropped, Math.min(end, this.count) + this.#dropped];
    return this.#stretches.flatMap((stretch) => this.#captures(stretch, low - stretch.before, high - stretch.before));
  }

  between(from: number, to: number): readonly Capture[] {
    return this.#stretches.flatMap((stretch) => {
      const low = Math.max(Math.ceil(from / this.#period) - stretch.first, this.#dropped - stretch.before);
      return this.#captures(stretch, low, Math.floor(to / this.#period) - stretch.first + 1);
    });
  }

  /** Captures of a stretch by their position in it, as far as it has them. */
  #captures({ first, count, clockOffset, clockAdjusted }: Stretch, from: number, to: number): readonly Capture[] {
    const low = Math.max(0, from);
    const high = Math.min(count, to);
    return Array.from({ length: Math.max(0, high - low) }, (_, i) => {
      const time = (first + low + i) * this.#period;
      return { at: time - clockOffset, time, clockAdjusted: clockAdjusted && low + i === 0 };
    });
  }
}

/** The eras from a true time on, for what has been captured since then only. */
export function erasSince(eras: readonly Era[], since: number): readonly Era[] {
  const first = eras.findLastIndex(({ from }) => from <= since);
  return first === -1 ? eras : eras.slice(first).map((era, i) => (i === 0 ? { ...era, from: since } : era));
}
