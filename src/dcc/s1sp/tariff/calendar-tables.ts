import { ByteReader, ByteWriter, fromHex, toHex } from '../../../core/bytes.ts';
import type { CosemDate, CosemDateTime, Data } from '../../../protocol/cosem/data.ts';
import {
  decodeDateTime,
  encodeDateTime,
  readDate,
  readTime,
  writeDate,
  writeTime,
} from '../../../protocol/cosem/date-time.ts';
import { listOf, numberOf, octetsOf } from '../values.ts';

/** A day profile as an activity calendar has it (Blue Book 4.5.5), by its identifier. */
export interface DayEntry {
  readonly id: number;
  readonly switches: readonly { readonly start: Temporal.PlainTime; readonly rate: number }[];
}

/** Names are octets, here in hexadecimal. */
export interface WeekEntry {
  readonly name: string;
  /** Identifiers of day profiles, from Monday. */
  readonly days: readonly number[];
}

export interface SeasonEntry {
  readonly name: string;
  readonly start: CosemDate;
  readonly week: string;
}

export interface SpecialDayEntry {
  readonly index: number;
  readonly date: CosemDate;
  readonly day: number;
}

const DATE_SIZE = 5;
const TIME_SIZE = 4;
const MIDNIGHT = { hour: 0, minute: 0, second: 0, hundredths: 0 } as const;

/** @param script logical name of the script table that switches to a rate, by the number of the rate */
export function dayTable(days: readonly DayEntry[], script: Uint8Array): Data {
  const action = ({ start, rate }: DayEntry['switches'][number]): Data =>
    structure(timeData(start), octets(script), { type: 'long-unsigned', value: rate });
  return array(days.map(({ id, switches }) => structure(unsigned(id), array(switches.map(action)))));
}

/** @throws `step-value-unexpected`, `date-time-invalid` */
export function dayEntries(table: Data): readonly DayEntry[] {
  return listOf(table).map((day) => {
    const [id, schedule] = listOf(day);
    return {
      id: numberOf(given(id)),
      switches: listOf(given(schedule)).map((action) => {
        const [start, , rate] = listOf(action);
        return { start: timeOf(given(start)), rate: numberOf(given(rate)) };
      }),
    };
  });
}

export function weekTable(weeks: readonly WeekEntry[]): Data {
  return array(weeks.map(({ name, days }) => structure(named(name), ...days.map(unsigned))));
}

/** @throws `step-value-unexpected` */
export function weekEntries(table: Data): readonly WeekEntry[] {
  return listOf(table).map((week) => {
    const [name, ...days] = listOf(week);
    return { name: nameOf(given(name)), days: days.map(numberOf) };
  });
}

export function seasonTable(seasons: readonly SeasonEntry[]): Data {
  const start = (date: CosemDate): Data => octets(encodeDateTime({ ...date, ...MIDNIGHT }));
  return array(seasons.map((season) => structure(named(season.name), start(season.start), named(season.week))));
}

/** Of the start only the date counts: DUIS has no time of it. @throws `step-value-unexpected`, `date-time-invalid` */
export function seasonEntries(table: Data): readonly SeasonEntry[] {
  return listOf(table).map((season) => {
    const [name, start, week] = listOf(season);
    return {
      name: nameOf(given(name)),
      start: dateIn(decodeDateTime(octetsOf(given(start)))),
      week: nameOf(given(week)),
    };
  });
}

/** Entries of a special days table (Blue Book 4.5.4). */
export function specialDayTable(days: readonly SpecialDayEntry[]): Data {
  return array(
    days.map(({ index, date, day }) => {
      const writer = new ByteWriter(DATE_SIZE);
      writeDate(writer, date);
      return structure({ type: 'long-unsigned', value: index }, octets(writer.finish()), unsigned(day));
    }),
  );
}

/** @throws `step-value-unexpected`, `date-time-invalid`, `bytes-truncated` */
export function specialDayEntries(table: Data): readonly SpecialDayEntry[] {
  return listOf(table).map((entry) => {
    const [index, date, day] = listOf(entry);
    return {
      index: numberOf(given(index)),
      date: readDate(new ByteReader(octetsOf(given(date)))),
      day: numberOf(given(day)),
    };
  });
}

function timeData({ hour, minute, second, millisecond }: Temporal.PlainTime): Data {
  const writer = new ByteWriter(TIME_SIZE);
  writeTime(writer, { hour, minute, second, hundredths: Math.floor(millisecond / 10) });
  return octets(writer.finish());
}

/** What isn't specified of a time of day is 0. */
function timeOf(data: Data): Temporal.PlainTime {
  const { hour = 0, minute = 0, second = 0, hundredths = 0 } = readTime(new ByteReader(octetsOf(data)));
  return new Temporal.PlainTime(hour, minute, second, hundredths * 10);
}

function dateIn({ year, month, dayOfMonth, dayOfWeek }: CosemDateTime): CosemDate {
  return {
    ...(year !== undefined && { year }),
    ...(month !== undefined && { month }),
    ...(dayOfMonth !== undefined && { dayOfMonth }),
    ...(dayOfWeek !== undefined && { dayOfWeek }),
  };
}

function nameOf(data: Data): string {
  return toHex(octetsOf(data));
}

function named(hex: string): Data {
  return octets(fromHex(hex));
}

/** A structure that ends too early has nothing where something should be. */
function given(data: Data | undefined): Data {
  return data ?? { type: 'null-data' };
}

function octets(value: Uint8Array): Data {
  return { type: 'octet-string', value };
}

function unsigned(value: number): Data {
  return { type: 'unsigned', value };
}

function array(value: readonly Data[]): Data {
  return { type: 'array', value };
}

function structure(...value: readonly Data[]): Data {
  return { type: 'structure', value };
}
