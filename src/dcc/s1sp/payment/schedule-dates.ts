import { z } from 'zod';
import type { CosemDate } from '../../../protocol/cosem/data.ts';

/** A date of one year, or of every year. */
export interface ScheduleDate {
  readonly year?: number;
  readonly month: number;
  readonly day: number;
}

/** From `start` until the end of `end`; of every year, it may go over the turn of it. */
export interface Period {
  readonly start: ScheduleDate;
  readonly end: ScheduleDate;
}

/** What stands for every year in an xs:date; public: the DCC's own templates for SRV 2.1. */
const EVERY_YEAR = 65_535;
const XS_DATE = /^(\d{4,5})-(\d\d)-(\d\d)Z?$/;
/** A leap year: each date of every year is in it. */
const ANY_LEAP_YEAR = 2024;

/** An xs:date in UTC. */
export const scheduleDate = z.string().transform((text, context): ScheduleDate => {
  const [, year, month, day] = XS_DATE.exec(text)?.map(Number) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) {
    const isEveryYear = year === EVERY_YEAR;
    if (isDate(isEveryYear ? ANY_LEAP_YEAR : year, month, day)) return { ...(!isEveryYear && { year }), month, day };
  }
  context.addIssue({ code: 'custom', message: 'a date such as 2026-01-15Z; the year 65535 stands for every year' });
  return z.NEVER;
});

export function dateText({ year = EVERY_YEAR, month, day }: ScheduleDate): string {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}Z`;
}

export function isEveryYear({ year }: ScheduleDate): boolean {
  return year === undefined;
}

/** The next day; of every year, the next that some year has. */
export function dayAfter(date: ScheduleDate): ScheduleDate {
  return moved(date, 1);
}

export function dayBefore(date: ScheduleDate): ScheduleDate {
  return moved(date, -1);
}

/** Whether a date lies in a period; both of one year or both of every year, or a date of one year in a period of every. */
export function isWithin(date: ScheduleDate, { start, end }: Period): boolean {
  const [from, to] = [orderOf(start), orderOf(end)];
  const at = orderOf(isEveryYear(start) ? { month: date.month, day: date.day } : date);
  return from <= to ? from <= at && at <= to : at >= from || at <= to;
}

/** Orders dates of one year, or of every year; not a count of days. */
export function orderOf({ year = 0, month, day }: ScheduleDate): number {
  return 10_000 * year + 100 * month + day;
}

/** A date in a calendar, where it is one day of one year or of every year. */
export function scheduleDateOf({ year, month, dayOfMonth, dayOfWeek }: CosemDate): ScheduleDate | undefined {
  if (month === undefined || dayOfMonth === undefined || dayOfWeek !== undefined) return undefined;
  return isDate(year ?? ANY_LEAP_YEAR, month, dayOfMonth)
    ? { ...(year !== undefined && { year }), month, day: dayOfMonth }
    : undefined;
}

export function cosemDateOf({ year, month, day }: ScheduleDate): CosemDate {
  return { ...(year !== undefined && { year }), month, dayOfMonth: day };
}

function moved(date: ScheduleDate, days: number): ScheduleDate {
  const { year, month, day } = new Temporal.PlainDate(date.year ?? ANY_LEAP_YEAR, date.month, date.day).add({ days });
  return { ...(date.year !== undefined && { year }), month, day };
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
