import { civilDate, DAY, dayNumber } from '../readings/civil-date.ts';

export const periods = ['none', 'daily', 'weekly', 'monthly', 'quarterly', 'six-monthly', 'yearly'] as const;
export type Period = (typeof periods)[number];

/** When billing periods begin: at `start`, and again after each period. */
export interface BillingCalendar {
  /** Of the meter's clock, milliseconds from 1970. */
  readonly start: number;
  readonly period: Period;
}

/** The days of a month on which a period of months may begin: those that every month has. */
const LAST_DAY = 28;

const days: Partial<Readonly<Record<Period, number>>> = { daily: 1, weekly: 7 };
const months: Partial<Readonly<Record<Period, number>>> = { monthly: 1, quarterly: 3, 'six-monthly': 6, yearly: 12 };

/** Whether a calendar can be followed: it begins in 1970 or later, and where it counts months, it begins on a day that each of them has. */
export function isUsableCalendar({ start, period }: BillingCalendar): boolean {
  if (start < 0) return false;
  return months[period] === undefined || civilDate(Math.floor(start / DAY)).dayOfMonth <= LAST_DAY;
}

/** The first billing date after `time`; times are of the meter's clock. Infinite where there is none. */
export function firstDateAfter(calendar: BillingCalendar, time: number): number {
  const { start, period } = calendar;
  if (period === 'none') return Number.POSITIVE_INFINITY;
  if (time < start) return start;
  const index = lastIndex(calendar, time);
  return dateOf(calendar, index + 1);
}

/** The last billing date at `time` or before; minus infinity where there is none. */
export function lastDateUntil(calendar: BillingCalendar, time: number): number {
  if (calendar.period === 'none' || time < calendar.start) return Number.NEGATIVE_INFINITY;
  return dateOf(calendar, lastIndex(calendar, time));
}

/** Billing dates are counted from 0, the start. */
function dateOf({ start, period }: BillingCalendar, index: number): number {
  const step = months[period];
  if (step === undefined) return start + index * (days[period] ?? 1) * DAY;
  const day = Math.floor(start / DAY);
  const { year, month, dayOfMonth } = civilDate(day);
  const monthNumber = 12 * year + month - 1 + index * step;
  return dayNumber(Math.floor(monthNumber / 12), (monthNumber % 12) + 1, dayOfMonth) * DAY + (start - day * DAY);
}

function lastIndex(calendar: BillingCalendar, time: number): number {
  const { start, period } = calendar;
  const step = months[period];
  if (step === undefined) return Math.floor((time - start) / ((days[period] ?? 1) * DAY));
  const index = Math.floor((monthOf(time) - monthOf(start)) / step);
  return dateOf(calendar, index) <= time ? index : index - 1;
}

function monthOf(time: number): number {
  const { year, month } = civilDate(Math.floor(time / DAY));
  return 12 * year + month;
}
