import { z } from 'zod';
import { S1benchError } from '../../../core/errors.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import { dateTime, exactlyOne, nothing, timeOfDay, whole } from '../parameters.ts';
import { dateTimeData, instantOf, listOf, numberOf } from '../values.ts';

/** Periods of a meter's billing calendar, by their codes. */
const periods = ['none', 'daily', 'weekly', 'monthly', 'quarterly', 'six-monthly', 'yearly'] as const;
type Period = (typeof periods)[number];

/** When billing periods end: at `start` by the meter's clock, which keeps UTC, and again after each period. */
export interface BillingCalendar {
  readonly start: Temporal.Instant;
  readonly period: Period;
}

/** The first of the last days of a month that not every month has is the 29th. */
const dayOfMonth = whole(1, 28);
const dateInYear = z.strictObject({ DayOfMonth: dayOfMonth, BillingPeriodStartMonth: whole(1, 12) });

const periodicity = {
  Daily: nothing.optional(),
  Weekly: whole(1, 7).optional(),
  Monthly: dayOfMonth.optional(),
  Quarterly: dateInYear.optional(),
  SixMonthly: dateInYear.optional(),
  Yearly: dateInYear.optional(),
} as const;
const onePeriodicity = exactlyOne('Daily', 'Weekly', 'Monthly', 'Quarterly', 'SixMonthly', 'Yearly');

/** DUIS ElectricityBillingCalendar; in the MMC the same, where a time is told as text. */
export const electricityBillingCalendar = z
  .strictObject({ BillingTime: timeOfDay, ...periodicity })
  .superRefine(onePeriodicity);
export const electricityBillingReport = z
  .strictObject({ BillingTime: z.string(), ...periodicity })
  .superRefine(onePeriodicity);
export type ElectricityBillingCalendar = z.output<typeof electricityBillingCalendar>;
export type ElectricityBillingReport = z.output<typeof electricityBillingReport>;

const gasPeriods = z.enum(['Daily', 'Weekly', 'Monthly', 'Quarterly', 'SixMonthly', 'Yearly']);
export const gasBillingCalendar = z.strictObject({ BillingPeriodStart: dateTime, Periodicity: gasPeriods });
export const gasBillingReport = z.strictObject({ BillingPeriodStart: z.string(), Periodicity: gasPeriods });
export type GasBillingCalendar = z.output<typeof gasBillingCalendar>;
export type GasBillingReport = z.output<typeof gasBillingReport>;

const named = {
  Daily: 'daily',
  Weekly: 'weekly',
  Monthly: 'monthly',
  Quarterly: 'quarterly',
  SixMonthly: 'six-monthly',
  Yearly: 'yearly',
} as const satisfies Readonly<Record<z.output<typeof gasPeriods>, Period>>;
const names = Object.keys(named) as (keyof typeof named)[];

/**
 * DUIS has no first billing date of electricity, a meter does: it is the last of the dates that are asked for until now,
 * so that all of those to come are as asked.
 */
export function calendarOfElectricity(calendar: ElectricityBillingCalendar, now: Temporal.Instant): BillingCalendar {
  const { BillingTime: time, Daily, Weekly, Monthly, Quarterly, SixMonthly, Yearly } = calendar;
  const at = (date: Temporal.PlainDate): Temporal.Instant =>
    date.toZonedDateTime({ timeZone: 'UTC', plainTime: time }).toInstant();
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const last = (date: Temporal.PlainDate, step: Temporal.DurationLike): Temporal.Instant =>
    at(Temporal.Instant.compare(at(date), now) > 0 ? date.subtract(step) : date);
  const inYear = ({ DayOfMonth, BillingPeriodStartMonth }: z.output<typeof dateInYear>, period: Period) => ({
    start: last(today.with({ month: BillingPeriodStartMonth, day: DayOfMonth }), { years: 1 }),
    period,
  });
  if (Daily !== undefined) return { start: last(today, { days: 1 }), period: 'daily' };
  if (Weekly !== undefined) {
    const day = today.add({ days: Weekly - today.dayOfWeek });
    return { start: last(day, { weeks: 1 }), period: 'weekly' };
  }
  if (Monthly !== undefined) return { start: last(today.with({ day: Monthly }), { months: 1 }), period: 'monthly' };
  if (Quarterly !== undefined) return inYear(Quarterly, 'quarterly');
  if (SixMonthly !== undefined) return inYear(SixMonthly, 'six-monthly');
  return inYear(Yearly as z.output<typeof dateInYear>, 'yearly');
}

/** Nothing for a calendar without billing dates. @throws `step-value-unexpected` for a day of the month that DUIS hasn't */
export function electricityReportOf({ start, period }: BillingCalendar): ElectricityBillingReport | undefined {
  const date = start.toZonedDateTimeISO('UTC');
  const BillingTime = `${date.toPlainTime().toString()}Z`;
  const inYear = { DayOfMonth: date.day, BillingPeriodStartMonth: date.month };
  switch (period) {
    case 'none':
      return undefined;
    case 'daily':
      return { BillingTime, Daily: {} };
    case 'weekly':
      return { BillingTime, Weekly: date.dayOfWeek };
    case 'monthly':
      return { BillingTime, Monthly: date.day };
    case 'quarterly':
      return { BillingTime, Quarterly: inYear };
    case 'six-monthly':
      return { BillingTime, SixMonthly: inYear };
    case 'yearly':
      return { BillingTime, Yearly: inYear };
  }
}

export function calendarOfGas({ BillingPeriodStart, Periodicity }: GasBillingCalendar): BillingCalendar {
  return { start: BillingPeriodStart, period: named[Periodicity] };
}

/** Nothing for a calendar without billing dates. */
export function gasReportOf({ start, period }: BillingCalendar): GasBillingReport | undefined {
  const Periodicity = names.find((name) => named[name] === period);
  return Periodicity === undefined ? undefined : { BillingPeriodStart: start.toString(), Periodicity };
}

/** A billing calendar as a meter has it: first billing date, period. */
export function calendarData({ start, period }: BillingCalendar): Data {
  return { type: 'structure', value: [dateTimeData(start), { type: 'enum', value: periods.indexOf(period) }] };
}

/** @throws `step-value-unexpected`, `date-time-invalid` */
export function calendarIn(data: Data): BillingCalendar {
  const [start, code] = listOf(data);
  const period = code === undefined ? undefined : periods[numberOf(code)];
  if (start !== undefined && period !== undefined) return { start: instantOf(start), period };
  throw new S1benchError('step-value-unexpected', { found: `period ${code && numberOf(code)}`, expected: '0 to 6' });
}
