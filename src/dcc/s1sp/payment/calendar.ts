import { obisBytes } from '../../../core/identifiers.ts';
import type { RandomSource } from '../../../core/random.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import { encodeDateTime } from '../../../protocol/cosem/date-time.ts';
import type { Device } from '../device.ts';
import { payment } from '../objects/payment.ts';
import { addSpecialDays } from '../special-days.ts';
import { hold, type Stored, store } from '../stored.ts';
import { type CalendarEntries, entriesOf, freeBank, tableOf } from '../tariff/calendar-names.ts';
import {
  dayEntries,
  dayTable,
  seasonEntries,
  seasonTable,
  specialDayEntries,
  weekEntries,
  weekTable,
} from '../tariff/calendar-tables.ts';
import type { NonDisablement } from './non-disablement.ts';

/** Attributes and methods of the activity calendar (Blue Book 4.5.5) and of special days (4.5.4). */
const CALENDAR = {
  activeName: 2,
  activeSeasons: 3,
  activeWeeks: 4,
  activeDays: 5,
  passiveName: 6,
  passiveSeasons: 7,
  passiveWeeks: 8,
  passiveDays: 9,
  activationTime: 10,
} as const;
const ACTIVATE_PASSIVE = 1;
const ENTRIES = 2;
const NO_PARAMETER: Data = { type: 'integer', value: 0 };
const NEVER: Data = { type: 'octet-string', value: encodeDateTime({}) };
/** Octets. */
const NAME_LENGTH = 4;
/** Most of what DUIS 5.4 has in a calendar: a meter that takes it has room for so many. */
const SPECIAL_DAYS = 20;

const object = payment.nonDisablementCalendar;
const scriptTable = obisBytes(payment.nonDisablementScripts.instance);

/** A calendar that a meter holds and that isn't in force yet. */
export interface WaitingCalendar {
  readonly name: Data;
}

/** Writes a calendar to where it waits, with its special days; what is in force stays as it is. */
export async function storeCalendar(
  device: Device,
  calendar: NonDisablement,
  random: RandomSource,
): Promise<WaitingCalendar> {
  const days = await device.read(object, CALENDAR.activeDays, dayEntries);
  const inForce = days.map(({ id }) => id);
  const entries = entriesOf(calendar, freeBank(inForce));
  const name: Data = { type: 'octet-string', value: random.bytes(NAME_LENGTH) };
  await device.write(object, CALENDAR.activationTime, NEVER);
  await store(device, tablesOf(entries, name));
  await addSpecialDays(device, payment.nonDisablementSpecialDays, entries.specialDays, inForce, SPECIAL_DAYS);
  return { name };
}

/** Puts a calendar in force that waits. To do that twice is to do it once. */
export function activateCalendar(device: Device, { name }: WaitingCalendar): Promise<void> {
  return device.invoke(object, ACTIVATE_PASSIVE, NO_PARAMETER, () =>
    hold(device, { object, attribute: CALENDAR.activeName, value: name }),
  );
}

/** The calendar that is in force. */
export async function readCalendar(device: Device): Promise<NonDisablement> {
  const entries = {
    seasons: await device.read(object, CALENDAR.activeSeasons, seasonEntries),
    weeks: await device.read(object, CALENDAR.activeWeeks, weekEntries),
    days: await device.read(object, CALENDAR.activeDays, dayEntries),
    specialDays: await device.read(payment.nonDisablementSpecialDays, ENTRIES, specialDayEntries),
  };
  return device.decoded(() => tableOf(entries));
}

function tablesOf({ seasons, weeks, days }: CalendarEntries, name: Data): readonly Stored[] {
  return [
    { object, attribute: CALENDAR.passiveName, value: name },
    { object, attribute: CALENDAR.passiveSeasons, value: seasonTable(seasons) },
    { object, attribute: CALENDAR.passiveWeeks, value: weekTable(weeks) },
    { object, attribute: CALENDAR.passiveDays, value: dayTable(days, scriptTable) },
  ];
}
