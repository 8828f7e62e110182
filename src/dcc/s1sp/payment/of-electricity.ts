import type { CosemDate } from '../../../protocol/cosem/data.ts';
import { dateOfElectricity } from '../tariff/dates.ts';
import type { DayProfile, DaySwitch, Season, WeekProfile } from '../tariff/tariff.ts';
import { type ElectricityCalendar, weekdays } from './electricity-schema.ts';
import { type NonDisablement, scripts, unkept } from './non-disablement.ts';
import {
  cosemDateOf,
  dayAfter,
  dayBefore,
  isEveryYear,
  isWithin,
  orderOf,
  type Period,
  type ScheduleDate,
  scheduleDateOf,
} from './schedule-dates.ts';

type Schedule = ElectricityCalendar['ElectricityNonDisablementSchedule'][number];
type SpecialDay = ElectricityCalendar['ElectricitySpecialDays']['SpecialDay'][number];

/** Schedules that are in force from a day on, until the next of these. */
interface Stretch {
  readonly start: ScheduleDate;
  readonly schedules: readonly Schedule[];
}

/**
 * The calendar of a SMETS1 meter that does what the schedules of DUIS do. A season begins wherever a schedule begins or
 * has ended; schedules of one day become its profile. A special day has the schedules that name it, and no others. On days
 * that are in no schedule nothing is suspended (ours).
 * @throws `non-disablement-contradictory` where no such calendar does the same
 */
export function calendarOfElectricity(calendar: ElectricityCalendar): NonDisablement {
  const { ElectricitySpecialDays, ElectricityNonDisablementSchedule: schedules } = calendar;
  for (const schedule of schedules) refuseBackwards(periodOf(schedule));
  const days = new DayProfiles();
  const specialDays = ElectricitySpecialDays.SpecialDay.map((day) => ({
    date: dateOfElectricity(day.Date),
    day: days.of(onSpecialDay(day, schedules)),
  }));
  const stretches = stretchesOf(schedules);
  const weeks = stretches.map(
    ({ schedules: inForce }, i): WeekProfile => ({
      name: i + 1,
      days: weekdays.map((weekday) => days.of(inForce.filter((each) => isOn(each, weekday)))),
    }),
  );
  const seasons = stretches.map(
    ({ start }, i): Season => ({ name: `${i + 1}`, start: cosemDateOf(start), week: i + 1 }),
  );
  const result = { days: days.all, weeks, seasons, specialDays };
  refuseCarryingOver(result);
  return result;
}

function periodOf({ ScheduleDatesAndTime: { StartDate, EndDate } }: Schedule): Period {
  return { start: StartDate, end: EndDate };
}

function isOn({ DaysOfWeekApplicability }: Schedule, weekday: (typeof weekdays)[number]): boolean {
  return DaysOfWeekApplicability.DayOfWeekApplicability.some(({ DayOfWeekID }) => DayOfWeekID === weekday);
}

function refuseBackwards({ start, end }: Period): void {
  if (isEveryYear(start) !== isEveryYear(end)) throw unkept('a schedule of one year and of every year', 'either');
  if (!isEveryYear(start) && orderOf(end) < orderOf(start)) throw unkept('an EndDate before its StartDate', 'a period');
}

/** Day profiles, each once, by their schedules. */
class DayProfiles {
  readonly #profiles = new Map<string, DayProfile>();

  get all(): readonly DayProfile[] {
    return [...this.#profiles.values()];
  }

  /** The name of the profile that these make. */
  of(schedules: readonly Schedule[]): number {
    const switches = switchesOf(schedules);
    const key = switches.map(({ start, rate }) => `${start} ${rate}`).join();
    const known = this.#profiles.get(key);
    if (known !== undefined) return known.name;
    const profile = { name: this.#profiles.size + 1, switches };
    this.#profiles.set(key, profile);
    return profile.name;
  }
}

function switchesOf(schedules: readonly Schedule[]): readonly DaySwitch[] {
  const switches = schedules
    .map(({ NonDisablementScript, ScheduleDatesAndTime }) => ({
      start: ScheduleDatesAndTime.SwitchTime,
      rate: scripts[NonDisablementScript],
    }))
    .sort((a, b) => Temporal.PlainTime.compare(a.start, b.start));
  return switches.filter(({ start, rate }, i) => {
    const before = switches[i - 1];
    if (before === undefined || !before.start.equals(start)) return true;
    if (before.rate !== rate) throw unkept(`START and STOP at ${start} of one day`, 'one of the two');
    return false;
  });
}

/** Each stretch from its day on, those of one year first: where two begin on one day, that of the year counts. */
function stretchesOf(schedules: readonly Schedule[]): readonly Stretch[] {
  const periods = schedules.map(periodOf);
  const starts = distinct(periods.flatMap(({ start, end }) => [start, dayAfter(end)]));
  const ofOneYear = starts.filter((start) => !isEveryYear(start));
  const ofEveryYear = starts.filter(isEveryYear);
  for (const start of ofEveryYear) {
    for (const period of periods) if (!isEveryYear(period.start)) refuseWithin(start, period);
  }
  const [first] = ofOneYear;
  // A calendar has its first season also before that begins: there it has to be one without any schedule.
  const before = first === undefined || ofEveryYear.length > 0 ? [] : [dayBefore(first)];
  return [...before, ...ofOneYear, ...ofEveryYear].map((start) => ({
    start,
    schedules: schedules.filter((schedule) => isInForce(start, periodOf(schedule))),
  }));
}

/** What begins on a day of every year tells of that day in other years than those of a period of one. */
function isInForce(start: ScheduleDate, period: Period): boolean {
  return (isEveryYear(period.start) || !isEveryYear(start)) && isWithin(start, period);
}

/** A stretch of every year would end a period of one year in its midst. */
function refuseWithin(start: ScheduleDate, period: Period): void {
  const years = [period.start.year, period.end.year].filter((year) => year !== undefined);
  const within = { start: dayAfter(period.start), end: period.end };
  const isCut = years.some(
    (year) => orderOf(within.start) <= orderOf(within.end) && isWithin({ ...start, year }, within),
  );
  if (isCut) throw unkept('schedules of every year that begin or end within one of one year', 'periods that lie apart');
}

function distinct(dates: readonly ScheduleDate[]): readonly ScheduleDate[] {
  const byOrder = new Map(dates.map((date) => [orderOf(date), date]));
  return [...byOrder].sort(([a], [b]) => a - b).map(([, date]) => date);
}

function onSpecialDay({ Date: given, index }: SpecialDay, schedules: readonly Schedule[]): readonly Schedule[] {
  const naming = schedules.filter(({ SpecialDaysApplicability }) =>
    SpecialDaysApplicability.SpecialDayApplicability.some(({ SpecialDayID }) => SpecialDayID === index),
  );
  return naming.filter((schedule) => isOnSpecialDay(dateOfElectricity(given), periodOf(schedule)));
}

function isOnSpecialDay(given: CosemDate, period: Period): boolean {
  const date = scheduleDateOf(given);
  if (date !== undefined && (isEveryYear(period.start) || !isEveryYear(date))) return isWithin(date, period);
  throw unkept('a schedule of one year for a special day of every year', 'a special day that is one date');
}

/**
 * A schedule goes on over midnight until the next one, a calendar begins each day anew: both say the same only where a day
 * that follows on non-disablement says itself at midnight what is so.
 */
function refuseCarryingOver({ days, weeks, specialDays }: NonDisablement): void {
  const byName = new Map(days.map((day) => [day.name, day.switches]));
  const special = specialDays.map(({ day }) => day);
  for (const { days: week } of weeks) {
    const nights = week.map((day, i) => [day, week[(i + 1) % week.length] as number] as const);
    const around = special.flatMap((day) => week.flatMap((other) => [[day, other] as const, [other, day] as const]));
    for (const [evening, morning] of [...nights, ...around]) {
      const [first] = byName.get(morning) ?? [];
      const isLeftOn = byName.get(evening)?.at(-1)?.rate === scripts.START;
      if (!isLeftOn || first === undefined || first.start.equals(MIDNIGHT)) continue;
      throw unkept(
        `non-disablement over midnight, and the next switch at ${first.start}`,
        'a switch at 00:00:00Z as well',
      );
    }
  }
}

const MIDNIGHT = Temporal.PlainTime.from('00:00');
