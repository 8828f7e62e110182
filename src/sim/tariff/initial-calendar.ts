import { toHex } from '../../core/bytes.ts';
import type { Calendar, DayProfile, Season, Week } from '../classes/activity-calendar.ts';
import { obis } from '../device/obis.ts';
import type { MeterModel } from '../files/device-model.ts';

const calendars = new WeakMap<MeterModel, Calendar>();

/** The activity calendar that a model starts with: one object for all of its devices. */
export function calendarOf(model: MeterModel): Calendar {
  const known = calendars.get(model);
  if (known !== undefined) return known;
  const { name, seasons, weeks, days } = model['activity-calendar'];
  const calendar = {
    name: nameOf(name),
    seasons: seasons.map((season) => seasonOf(season)),
    weeks: Object.entries(weeks).map(([week, ids]) => weekOf(week, ids)),
    days: Object.entries(days).map(([id, switches]) => dayOf(Number(id), switches)),
  };
  calendars.set(model, calendar);
  return calendar;
}

function seasonOf({ name, start, week }: { name: string; start: string; week: string }): Season {
  const [month, dayOfMonth] = start.split('-').map(Number) as [number, number];
  return {
    name: nameOf(name),
    start: { month, dayOfMonth, hour: 0, minute: 0, second: 0, hundredths: 0 },
    week: nameOf(week),
  };
}

function weekOf(name: string, ids: readonly number[]): Week {
  const [monday = 0, tuesday = 0, wednesday = 0, thursday = 0, friday = 0, saturday = 0, sunday = 0] = ids;
  return { name: nameOf(name), monday, tuesday, wednesday, thursday, friday, saturday, sunday };
}

function dayOf(id: number, switches: Readonly<Record<string, number>>): DayProfile {
  const schedule = Object.keys(switches)
    .sort()
    .map((at) => {
      const [hour, minute] = at.split(':').map(Number) as [number, number];
      return {
        start: { hour, minute, second: 0, hundredths: 0 },
        script: obis.tariffScripts,
        selector: switches[at] ?? 1,
      };
    });
  return { id, schedule };
}

/** Names are octet-strings, kept as hexadecimal. */
function nameOf(text: string): string {
  return toHex(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
