import type { CosemDate } from '../../protocol/cosem/data.ts';
import type { Calendar, Season } from '../classes/activity-calendar.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import { civilDate, dayOfWeek } from '../readings/civil-date.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The day profile that is in force on a day counted from 1970-01-01: a special day's, else that of the weekday. */
export function dayIdOn({ seasons, weeks, days }: Calendar, specialDays: readonly SpecialDay[], day: number): number {
  const special = specialDays.find(({ date, dayId }) => isOn(date, day) && days.some(({ id }) => id === dayId));
  if (special !== undefined) return special.dayId;
  const name = seasonOn(seasons, day)?.week;
  const week = weeks.find((candidate) => candidate.name === name);
  return week?.[weekdays[dayOfWeek(day) - 1] ?? 'monday'] ?? 0;
}

/** Whether every name and day that a calendar uses is there, once, and its seasons begin on dates, or with the year. */
export function isConsistent({ seasons, weeks, days }: Calendar): boolean {
  const weekNames = new Set(weeks.map(({ name }) => name));
  const dayIds = new Set(days.map(({ id }) => id));
  return (
    seasons.length > 0 &&
    weekNames.size === weeks.length &&
    dayIds.size === days.length &&
    seasons.every(({ week, start }) => weekNames.has(week) && isSeasonStart(start)) &&
    weeks.every((week) => weekdays.every((weekday) => dayIds.has(week[weekday])))
  );
}

/** A date, or no more of it than the year. */
function isSeasonStart({ month, dayOfMonth }: CosemDate): boolean {
  if (month === undefined || dayOfMonth === undefined) return month === dayOfMonth;
  return isDate(month, dayOfMonth);
}

/** Whether a special day names dates that can be told: no last days of a month, no daylight saving days. */
export function isUsableSpecialDay({ date }: SpecialDay): boolean {
  return isDate(date.month ?? 1, date.dayOfMonth ?? 1);
}

function isDate(month: number, dayOfMonth: number): boolean {
  return month <= 12 && dayOfMonth <= 31;
}

function isOn(date: SpecialDay['date'], day: number): boolean {
  const on = civilDate(day);
  return (['year', 'month', 'dayOfMonth', 'dayOfWeek'] as const).every(
    (field) => date[field] === undefined || date[field] === on[field],
  );
}

/** The season that began last; the first one before any has begun. */
function seasonOn(seasons: readonly Season[], day: number): Season | undefined {
  const { year, month, dayOfMonth } = civilDate(day);
  const today = ordinal(year, month, dayOfMonth);
  let latest = seasons[0];
  let began = Number.NEGATIVE_INFINITY;
  for (const season of seasons) {
    const { start } = season;
    let beginning = ordinal(start.year ?? year, start.month ?? 1, start.dayOfMonth ?? 1);
    if (beginning > today && start.year === undefined) beginning -= ordinal(1, 0, 0);
    if (beginning > today || beginning <= began) continue;
    latest = season;
    began = beginning;
  }
  return latest;
}

/** Orders dates; not a count of days. */
function ordinal(year: number, month: number, dayOfMonth: number): number {
  return 10_000 * year + 100 * month + dayOfMonth;
}
