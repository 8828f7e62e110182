import type { Obis } from '../../core/identifiers.ts';
import { dayIdOn, isConsistent } from '../calendar/days.ts';
import type { Calendar, DayProfile } from '../classes/activity-calendar.ts';
import { DAY } from '../readings/civil-date.ts';
import { paymentNames } from './names.ts';
import type { NonDisablement } from './state.ts';

/** The scripts that a non-disablement calendar names: disablement is possible from then on, or isn't. */
export const nonDisablementScripts = { stop: 1, start: 2 } as const;

/** Days that are looked at for the end of non-disablement. */
const MOST_DAYS = 400;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1000;
const ALL = '00';

/** A calendar without any non-disablement. */
export const alwaysDisabling: Calendar = {
  name: ALL,
  seasons: [{ name: ALL, start: { month: 1, dayOfMonth: 1, hour: 0, minute: 0, second: 0, hundredths: 0 }, week: ALL }],
  weeks: [{ name: ALL, monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1, saturday: 1, sunday: 1 }],
  days: [
    {
      id: 1,
      schedule: [
        {
          start: { hour: 0, minute: 0, second: 0, hundredths: 0 },
          script: paymentNames.nonDisablementScripts,
          selector: nonDisablementScripts.stop,
        },
      ],
    },
  ],
};

/** Whether the supply stays on for want of credit at a time of the meter's clock, milliseconds from 1970. */
export function isNonDisablement(settings: NonDisablement, time: number): boolean {
  if (settings.active === alwaysDisabling) return false;
  const day = Math.floor(time / DAY);
  return selectorAt(scheduleOn(settings, day), time - day * DAY) === nonDisablementScripts.start;
}

/** When non-disablement ends, by the meter's clock, as far as can be seen from `time`. */
export function endOfNonDisablement(settings: NonDisablement, time: number): number {
  const first = Math.floor(time / DAY);
  for (let day = first; day < first + MOST_DAYS; day++) {
    const schedule = scheduleOn(settings, day);
    const starts = [0, ...schedule.map(startOf)].filter((start) => day * DAY + start > time);
    const end = starts.find((start) => selectorAt(schedule, start) !== nonDisablementScripts.start);
    if (end !== undefined) return day * DAY + end;
  }
  return (first + MOST_DAYS) * DAY;
}

/** Whether a calendar can be put in force: every name it uses is there, and its days are in order and name its scripts. */
export function isUsableCalendar(calendar: Calendar, script: Obis): boolean {
  return isConsistent(calendar) && calendar.days.every((profile) => isUsableDay(profile, script));
}

function isUsableDay({ schedule }: DayProfile, script: Obis): boolean {
  const selectors: readonly number[] = Object.values(nonDisablementScripts);
  return (
    schedule.every((action, i) => i === 0 || startOf(action) > startOf(schedule[i - 1] as typeof action)) &&
    schedule.every((action) => action.script === script && selectors.includes(action.selector)) &&
    schedule.every(({ start: { hour, minute } }) => hour !== undefined && minute !== undefined)
  );
}

/** Before the first action of a day nothing is suspended. */
function selectorAt(schedule: DayProfile['schedule'], timeOfDay: number): number {
  return schedule.findLast((action) => startOf(action) <= timeOfDay)?.selector ?? nonDisablementScripts.stop;
}

function startOf({ start: { hour = 0, minute = 0, second = 0 } }: DayProfile['schedule'][number]): number {
  return hour * HOUR + minute * MINUTE + second * SECOND;
}

function scheduleOn({ active, specialDays }: NonDisablement, day: number): DayProfile['schedule'] {
  const id = dayIdOn(active, specialDays, day);
  return active.days.find((profile) => profile.id === id)?.schedule ?? [];
}
