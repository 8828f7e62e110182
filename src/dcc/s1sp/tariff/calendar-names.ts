import { fromHex, toHex } from '../../../core/bytes.ts';
import type { DayEntry, SeasonEntry, SpecialDayEntry, WeekEntry } from './calendar-tables.ts';
import { contradiction, type SwitchingTable } from './tariff.ts';

/** A switching table as the tables of an activity calendar, and as special days. */
export interface CalendarEntries {
  readonly days: readonly DayEntry[];
  readonly weeks: readonly WeekEntry[];
  readonly seasons: readonly SeasonEntry[];
  readonly specialDays: readonly Omit<SpecialDayEntry, 'index'>[];
}

/** Day profiles of DUIS. */
const BANK = 16;

/**
 * Where the identifiers of a calendar's day profiles begin: one after it is day profile 1. A meter has one table of
 * special days, and no passive one. So calendars take turns with their identifiers: special days that name those of the
 * calendar that waits change nothing until it is in force, and from then on those of the one before change nothing.
 */
export function bankOf(ids: readonly number[]): number {
  return Math.max(0, Math.floor((Math.min(...ids) - 1) / BANK)) * BANK;
}

/** A bank without any of these identifiers. */
export function freeBank(ids: readonly number[]): number {
  const taken = new Set(ids.map((id) => bankOf([id])));
  let bank = 0;
  while (taken.has(bank)) bank += BANK;
  return bank;
}

/** Weeks are named by one octet, their number. */
export function entriesOf({ days, weeks, seasons, specialDays }: SwitchingTable, bank: number): CalendarEntries {
  return {
    days: days.map(({ name, switches }) => ({ id: bank + name, switches })),
    weeks: weeks.map(({ name, days: named }) => ({ name: hexOf([name]), days: named.map((day) => bank + day) })),
    seasons: seasons.map(({ name, start, week }) => ({
      name: hexOf(new TextEncoder().encode(name)),
      start,
      week: hexOf([week]),
    })),
    specialDays: specialDays.map(({ date, day }) => ({ date, day: bank + day })),
  };
}

/**
 * Days are numbered from their bank. Weeks that aren't named by a number are counted.
 * @throws `tariff-contradictory` where a season names a week that isn't there
 */
export function tableOf({ days, weeks, seasons, specialDays }: CalendarEntries): SwitchingTable {
  const ids = days.map(({ id }) => id);
  const bank = bankOf(ids);
  const numbers = weekNumbers(weeks);
  return {
    days: days.map(({ id, switches }) => ({ name: id - bank, switches })),
    weeks: weeks.map(({ name, days: named }) => ({
      name: numbers.get(name) as number,
      days: named.map((day) => day - bank),
    })),
    seasons: seasons.map(({ name, start, week }) => {
      const number = numbers.get(week);
      if (number === undefined) throw contradiction(`a season of week ${week}`, [...numbers.keys()].join(' or '));
      return { name: new TextDecoder().decode(fromHex(name)), start, week: number };
    }),
    specialDays: specialDays.filter(({ day }) => ids.includes(day)).map(({ date, day }) => ({ date, day: day - bank })),
  };
}

function weekNumbers(weeks: readonly WeekEntry[]): ReadonlyMap<string, number> {
  const areNumbers = weeks.every(({ name }) => name.length === 2 && name !== '00');
  return new Map(weeks.map(({ name }, i) => [name, areNumbers ? Number.parseInt(name, 16) : i + 1]));
}

function hexOf(octets: Iterable<number>): string {
  return toHex(Uint8Array.from(octets));
}
