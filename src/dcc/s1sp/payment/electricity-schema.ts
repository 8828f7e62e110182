import { z } from 'zod';
import { timeOfDay, whole } from '../parameters.ts';
import { electricityDate } from '../tariff/dates.ts';
import { scheduleDate } from './schedule-dates.ts';

/** Most of what DUIS 5.4 and MMC 5.4 have in a non-disablement calendar of electricity. */
export const most = { specialDays: 20, schedules: 22 } as const;

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** START and STOP begin and end non-disablement. */
export const script = z.enum(['START', 'STOP']);
export const specialDaysApplicability = z.strictObject({
  SpecialDayApplicability: z
    .array(z.strictObject({ SpecialDayID: whole(1, most.specialDays) }))
    .max(most.specialDays)
    .default([]),
});
export const daysOfWeekApplicability = z.strictObject({
  DayOfWeekApplicability: z
    .array(z.strictObject({ DayOfWeekID: z.enum(weekdays) }))
    .max(weekdays.length)
    .default([]),
});

const schedule = z.strictObject({
  NonDisablementScript: script,
  SpecialDaysApplicability: specialDaysApplicability,
  DaysOfWeekApplicability: daysOfWeekApplicability,
  ScheduleDatesAndTime: z.strictObject({ SwitchTime: timeOfDay, StartDate: scheduleDate, EndDate: scheduleDate }),
});

/** DUIS ElectricityNonDisablementCalendar; `index` of a special day is an attribute. */
export const electricityCalendar = z.strictObject({
  ElectricitySpecialDays: z.strictObject({
    SpecialDay: z
      .array(z.strictObject({ Date: electricityDate, index: whole(1, most.specialDays) }))
      .max(most.specialDays)
      .default([]),
  }),
  ElectricityNonDisablementSchedule: z.array(schedule).min(1).max(most.schedules),
});
export type ElectricityCalendar = z.output<typeof electricityCalendar>;

/** MMC ElectricityNonDisablementCalendar: its special days have no Date about them. */
export const electricityCalendarReport = z.strictObject({
  ElectricitySpecialDays: z.strictObject({
    SpecialDay: z.array(electricityDate.extend({ index: z.int() })).max(most.specialDays),
  }),
  ElectricityNonDisablementSchedule: z
    .array(
      z.strictObject({
        NonDisablementScript: script,
        SpecialDaysApplicability: specialDaysApplicability,
        DaysOfWeekApplicability: daysOfWeekApplicability,
        ScheduleDatesAndTime: z.strictObject({ SwitchTime: z.string(), StartDate: z.string(), EndDate: z.string() }),
      }),
    )
    .max(most.schedules),
});
export type ElectricityCalendarReport = z.output<typeof electricityCalendarReport>;
