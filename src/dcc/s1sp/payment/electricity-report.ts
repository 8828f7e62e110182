import type { CosemDate } from '../../../protocol/cosem/data.ts';
import { electricityDateOf } from '../tariff/dates.ts';
import type { DaySwitch } from '../tariff/tariff.ts';
import { type ElectricityCalendarReport, type Weekday, weekdays } from './electricity-schema.ts';
import { type NonDisablement, type Script, scriptOf, unkept } from './non-disablement.ts';
import {
  dateText,
  dayBefore,
  isEveryYear,
  isWithin,
  orderOf,
  type Period,
  type ScheduleDate,
  scheduleDateOf,
} from './schedule-dates.ts';

/** A season, and the period of it. */
interface Stretch {
  readonly period: Period;
  readonly week: number;
}

/** One schedule that is being put together: days that switch to one script at one time in one period. */
interface Schedule {
  readonly script: Script;
  readonly start: Temporal.PlainTime;
  readonly period: Period;
  readonly weekdays: Set<Weekday>;
  readonly specialDays: Set<number>;
}

const ALWAYS: Period = { start: { month: 1, day: 1 }, end: { month: 12, day: 31 } };
/** The last day of a season that no other one follows. */
const FOR_GOOD: ScheduleDate = { year: 9999, month: 12, day: 31 };

/**
 * The schedules of the MMC that say what a meter's calendar says, in order of their periods and times. Special days are
 * counted; one is named by the schedules of the period that it lies in.
 * @throws `non-disablement-contradictory` for seasons that don't begin on a date, `step-value-unexpected`
 */
export function reportOfElectricity(calendar: NonDisablement): ElectricityCalendarReport {
  const { days, weeks, specialDays } = calendar;
  const switchesOf = (day: number): readonly DaySwitch[] => days.find(({ name }) => name === day)?.switches ?? [];
  const stretches = stretchesOf(calendar);
  const schedules = new Schedules();
  for (const { period, week } of stretches) {
    const named = weeks.find(({ name }) => name === week)?.days ?? [];
    for (const [i, weekday] of weekdays.entries()) {
      for (const each of switchesOf(named[i] ?? 0)) schedules.at(each, period).weekdays.add(weekday);
    }
  }
  for (const [i, { date, day }] of specialDays.entries()) {
    const period = periodOfSpecialDay(date, stretches);
    for (const each of switchesOf(day)) schedules.at(each, period).specialDays.add(i + 1);
  }
  return {
    ElectricitySpecialDays: {
      SpecialDay: specialDays.map(({ date }, i) => ({ ...electricityDateOf(date), index: i + 1 })),
    },
    ElectricityNonDisablementSchedule: schedules.all.map(reported),
  };
}

/** Seasons of one year, each until the next of them; where there are some of every year, until the first of those. */
function stretchesOf({ seasons }: NonDisablement): readonly Stretch[] {
  const starts = seasons.map(({ start, week }) => {
    const date = scheduleDateOf(start);
    if (date === undefined) throw unkept(`a season from ${JSON.stringify(start)}`, 'one from a date');
    return { date, week };
  });
  const inOrder = (all: typeof starts) => all.toSorted((a, b) => orderOf(a.date) - orderOf(b.date));
  const ofEveryYear = inOrder(starts.filter(({ date }) => isEveryYear(date)));
  const ofOneYear = inOrder(starts.filter(({ date }) => !isEveryYear(date)));
  return [
    ...ofOneYear.map(({ date, week }, i) => {
      const next = ofOneYear[i + 1]?.date;
      const yearly = firstAfter(date, ofEveryYear);
      const ends = [next, yearly].filter((each) => each !== undefined).sort((a, b) => orderOf(a) - orderOf(b));
      return { week, period: { start: date, end: ends[0] === undefined ? FOR_GOOD : dayBefore(ends[0]) } };
    }),
    ...ofEveryYear.map(({ date, week }, i) => {
      const next = ofEveryYear[(i + 1) % ofEveryYear.length]?.date ?? date;
      return { week, period: { start: date, end: dayBefore(next) } };
    }),
  ];
}

function firstAfter(date: ScheduleDate, ofEveryYear: readonly { date: ScheduleDate }[]): ScheduleDate | undefined {
  const [first] = ofEveryYear;
  if (first === undefined || date.year === undefined) return undefined;
  const later = ofEveryYear.find((each) => orderOf(each.date) > orderOf({ month: date.month, day: date.day }));
  return later === undefined ? { ...first.date, year: date.year + 1 } : { ...later.date, year: date.year };
}

function periodOfSpecialDay(given: CosemDate, stretches: readonly Stretch[]): Period {
  const date = scheduleDateOf(given);
  const around = stretches.find(
    ({ period }) => date !== undefined && (isEveryYear(period.start) || !isEveryYear(date)) && isWithin(date, period),
  );
  return around?.period ?? ALWAYS;
}

class Schedules {
  readonly #schedules = new Map<string, Schedule>();

  get all(): readonly Schedule[] {
    return [...this.#schedules.values()].sort(
      (a, b) =>
        Number(isEveryYear(a.period.start)) - Number(isEveryYear(b.period.start)) ||
        orderOf(a.period.start) - orderOf(b.period.start) ||
        Temporal.PlainTime.compare(a.start, b.start),
    );
  }

  /** The schedule of such a switch in such a period. */
  at({ start, rate }: DaySwitch, period: Period): Schedule {
    const script = scriptOf(rate);
    const key = `${script} ${start} ${dateText(period.start)} ${dateText(period.end)}`;
    const known = this.#schedules.get(key);
    if (known !== undefined) return known;
    const schedule = { script, start, period, weekdays: new Set<Weekday>(), specialDays: new Set<number>() };
    this.#schedules.set(key, schedule);
    return schedule;
  }
}

function reported({ script, start, period, weekdays: on, specialDays }: Schedule) {
  return {
    NonDisablementScript: script,
    SpecialDaysApplicability: { SpecialDayApplicability: [...specialDays].map((SpecialDayID) => ({ SpecialDayID })) },
    DaysOfWeekApplicability: { DayOfWeekApplicability: [...on].map((DayOfWeekID) => ({ DayOfWeekID })) },
    ScheduleDatesAndTime: {
      SwitchTime: `${start.toString({ smallestUnit: 'second' })}Z`,
      StartDate: dateText(period.start),
      EndDate: dateText(period.end),
    },
  };
}
