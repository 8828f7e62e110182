import { z } from 'zod';
import { isS1benchError } from '../../../core/errors.ts';
import { timeOfDay, whole } from '../parameters.ts';
import { dateOfGas, gasDate, gasDateOf } from '../tariff/dates.ts';
import { indexed, withIndex } from '../tariff/indexed.ts';
import { byIndex, refuseContradictions } from '../tariff/tariff.ts';
import { type NonDisablement, scriptOf, scripts, unkept } from './non-disablement.ts';

/** Most of what DUIS 5.4 and MMC 5.4 have in a non-disablement calendar of gas. */
const most = { days: 5, actions: 3, weeks: 2, seasons: 3, specialDays: 20 } as const;

const dayName = whole(1, most.days);
const weekName = whole(1, most.weeks);
/** START and STOP begin and end non-disablement. */
const action = z.enum(['START', 'STOP']);
const weeks = z.strictObject({
  WeekProfile: z
    .array(z.strictObject({ WeekName: weekName, ReferencedDayName: z.array(indexed(7, dayName)).length(7) }))
    .min(1)
    .max(most.weeks),
});
const seasons = z.strictObject({
  Season: z
    .array(z.strictObject({ SeasonStartDate: gasDate, ReferencedWeekName: weekName }))
    .min(1)
    .max(most.seasons),
});
const specialDays = z.strictObject({
  SpecialDay: z
    .array(z.strictObject({ Date: gasDate, ReferencedDayName: dayName }))
    .max(most.specialDays)
    .default([]),
});

/** DUIS GasNonDisablementCalendar. */
export const gasCalendar = z.strictObject({
  DayProfiles: z.strictObject({
    GasNonDisablementDayProfile: z
      .array(
        z.strictObject({
          TimeStartAction: z
            .array(z.strictObject({ StartTime: timeOfDay, NonDisablementAction: action }))
            .min(1)
            .max(most.actions),
          GasDayName: dayName,
        }),
      )
      .min(1)
      .max(most.days),
  }),
  WeekProfiles: weeks,
  SeasonProfiles: seasons,
  SpecialDays: specialDays,
});
export type GasCalendar = z.output<typeof gasCalendar>;

/** MMC GasNonDisablementCalendar: its actions have an `index`. */
export const gasCalendarReport = z.strictObject({
  DayProfiles: z.strictObject({
    GasNonDisablementDayProfile: z
      .array(
        z.strictObject({
          TimeStartAction: z
            .array(z.strictObject({ StartTime: z.string(), NonDisablementAction: action, index: z.int() }))
            .max(most.actions),
          GasDayName: dayName,
        }),
      )
      .max(most.days),
  }),
  WeekProfiles: weeks,
  SeasonProfiles: seasons,
  SpecialDays: specialDays,
});
export type GasCalendarReport = z.output<typeof gasCalendarReport>;

/** DUIS has for gas what a meter's calendar has. @throws `non-disablement-contradictory` */
export function calendarOfGas({ DayProfiles, WeekProfiles, SeasonProfiles, SpecialDays }: GasCalendar): NonDisablement {
  return kept(() => {
    const calendar = {
      days: DayProfiles.GasNonDisablementDayProfile.map(({ GasDayName, TimeStartAction }) => ({
        name: GasDayName,
        switches: TimeStartAction.map(({ StartTime, NonDisablementAction }) => ({
          start: StartTime,
          rate: scripts[NonDisablementAction],
        })).sort((a, b) => Temporal.PlainTime.compare(a.start, b.start)),
      })),
      weeks: WeekProfiles.WeekProfile.map(({ WeekName, ReferencedDayName }) => ({
        name: WeekName,
        days: byIndex(ReferencedDayName, ({ Value }: (typeof ReferencedDayName)[number]) => Value) as number[],
      })),
      seasons: SeasonProfiles.Season.map(({ SeasonStartDate, ReferencedWeekName }, i) => ({
        name: `${i + 1}`,
        start: dateOfGas(SeasonStartDate),
        week: ReferencedWeekName,
      })),
      specialDays: SpecialDays.SpecialDay.map(({ Date: date, ReferencedDayName }) => ({
        date: dateOfGas(date),
        day: ReferencedDayName,
      })),
    };
    refuseContradictions(calendar);
    return calendar;
  });
}

/** @throws `step-value-unexpected` */
export function reportOfGas({ days, weeks, seasons, specialDays }: NonDisablement): GasCalendarReport {
  return {
    DayProfiles: {
      GasNonDisablementDayProfile: days.map(({ name, switches }) => ({
        TimeStartAction: switches.map(({ start, rate }, i) => ({
          StartTime: `${start.toString({ smallestUnit: 'second' })}Z`,
          NonDisablementAction: scriptOf(rate),
          index: i + 1,
        })),
        GasDayName: name,
      })),
    },
    WeekProfiles: {
      WeekProfile: weeks.map(({ name, days: named }) => ({ WeekName: name, ReferencedDayName: withIndex(named) })),
    },
    SeasonProfiles: {
      Season: seasons.map(({ start, week }) => ({ SeasonStartDate: gasDateOf(start), ReferencedWeekName: week })),
    },
    SpecialDays: {
      SpecialDay: specialDays.map(({ date, day }) => ({ Date: gasDateOf(date), ReferencedDayName: day })),
    },
  };
}

/** What is wrong with a switching table is so whatever it switches. */
function kept<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isS1benchError(error, 'tariff-contradictory')) throw error;
    throw unkept(error.found ?? 'a contradiction', error.expected ?? 'none');
  }
}
