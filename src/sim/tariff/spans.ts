import { civilDate, DAY, dayNumber, dayOfWeek } from '../readings/civil-date.ts';
import type { Era } from '../readings/registers.ts';

export const spans = ['day', 'week', 'month'] as const;
export type Span = (typeof spans)[number];

/** When a day, week or month of the clock began, weeks on Monday: the one of `time`, or so many before it. */
export function beginningOf(span: Span, time: number, before = 0): number {
  const day = Math.floor(time / DAY);
  if (span === 'day') return (day - before) * DAY;
  if (span === 'week') return (day - dayOfWeek(day) + 1 - 7 * before) * DAY;
  const { year, month } = civilDate(day);
  const months = 12 * year + month - 1 - before;
  return dayNumber(Math.floor(months / 12), (months % 12) + 1, 1) * DAY;
}

/**
 * True time at which the clock last came to `time`, or was set past it; the first era's beginning where it was later
 * than that from the first.
 */
export function reached(eras: readonly Era[], time: number): number {
  for (let index = eras.length - 1; index >= 0; index--) {
    const { from, clockOffset } = eras[index] as Era;
    const at = time - clockOffset;
    if (at >= from) return Math.min(at, eras[index + 1]?.from ?? at);
  }
  return eras[0]?.from ?? time;
}
