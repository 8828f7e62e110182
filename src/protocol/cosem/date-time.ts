import { ByteReader, ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import type { CosemDate, CosemDateTime, CosemTime } from './data.ts';

interface Field {
  readonly name: keyof CosemDateTime;
  readonly low: number;
  readonly high: number;
  /** What the wire carries for "not specified". */
  readonly unspecified: number;
  /** Values outside of the range that have a meaning of their own. */
  readonly special: readonly number[];
}

function field(name: Field['name'], low: number, high: number, unspecified = 0xff, special: readonly number[] = []) {
  return { name, low, high, unspecified, special };
}

const YEAR = field('year', 0, 0xfffe, 0xffff);
const MONTH = field('month', 1, 12, 0xff, [0xfd, 0xfe]);
const DAY_OF_MONTH = field('dayOfMonth', 1, 31, 0xff, [0xfd, 0xfe]);
const DAY_OF_WEEK = field('dayOfWeek', 1, 7);
const HOUR = field('hour', 0, 23);
const MINUTE = field('minute', 0, 59);
const SECOND = field('second', 0, 59);
const HUNDREDTHS = field('hundredths', 0, 99);
const DEVIATION = field('deviation', -720, 840, -0x8000);
const CLOCK_STATUS = field('clockStatus', 0, 0xfe);

/** Bytes of a date-time. */
const DATE_TIME_SIZE = 12;

const MINUTE_MS = 60_000;
const EARLIEST = Temporal.Instant.from('+000000-01-01T00:00Z').epochMilliseconds;
const LATEST = Temporal.Instant.from('+065535-01-01T00:00Z').epochMilliseconds;

/** Days of each month in a leap year: a date without its year may lie in one. */
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The five bytes of a date (Blue Book 4.1.6.1).
 * @throws `date-time-invalid`, `bytes-truncated`
 */
export function readDate(reader: ByteReader): CosemDate {
  const date: Mutable<CosemDateTime> = {};
  readDateInto(reader, date);
  return date;
}

/**
 * The four bytes of a time (Blue Book 4.1.6.1).
 * @throws `date-time-invalid`, `bytes-truncated`
 */
export function readTime(reader: ByteReader): CosemTime {
  const time: Mutable<CosemDateTime> = {};
  readTimeInto(reader, time);
  return time;
}

/**
 * The twelve bytes of a date-time (Blue Book 4.1.6.1). A day of the week that isn't that of the date is kept as it is.
 * @throws `date-time-invalid`, `bytes-truncated`
 */
export function readDateTime(reader: ByteReader): CosemDateTime {
  const dateTime: Mutable<CosemDateTime> = {};
  readDateInto(reader, dateTime);
  readTimeInto(reader, dateTime);
  take(dateTime, DEVIATION, reader.i16(), reader.offset - 2);
  take(dateTime, CLOCK_STATUS, reader.u8(), reader.offset - 1);
  return dateTime;
}

/**
 * A date-time that fills an octet-string, as most attributes carry it.
 * @throws `date-time-invalid` also where there are not exactly twelve bytes
 */
export function readWholeDateTime(octets: ByteReader): CosemDateTime {
  if (octets.remaining === DATE_TIME_SIZE) return readDateTime(octets);
  throw new S1benchError('date-time-invalid', {
    where: { offset: octets.offset },
    found: `${octets.remaining} byte(s)`,
    expected: `${DATE_TIME_SIZE}`,
  });
}

/**
 * Writes the five bytes of a date.
 * @throws `date-time-invalid`
 */
export function writeDate(writer: ByteWriter, date: CosemDate): void {
  writer.u16(given(date, YEAR)).u8(given(date, MONTH)).u8(given(date, DAY_OF_MONTH)).u8(given(date, DAY_OF_WEEK));
  refuseImpossibleDay(date);
}

/**
 * Writes the four bytes of a time.
 * @throws `date-time-invalid`
 */
export function writeTime(writer: ByteWriter, time: CosemTime): void {
  writer.u8(given(time, HOUR)).u8(given(time, MINUTE)).u8(given(time, SECOND)).u8(given(time, HUNDREDTHS));
}

/**
 * Writes the twelve bytes of a date-time.
 * @throws `date-time-invalid`
 */
export function writeDateTime(writer: ByteWriter, dateTime: CosemDateTime): void {
  writeDate(writer, dateTime);
  writeTime(writer, dateTime);
  writer.u16(given(dateTime, DEVIATION)).u8(given(dateTime, CLOCK_STATUS));
}

/**
 * The date-time in the value of an octet-string, as most attributes carry it.
 * @throws `date-time-invalid` also where there are not exactly twelve bytes
 */
export function decodeDateTime(octets: Uint8Array): CosemDateTime {
  return readWholeDateTime(new ByteReader(octets));
}

/**
 * A date-time as the value of an octet-string, twelve bytes.
 * @throws `date-time-invalid`
 */
export function encodeDateTime(dateTime: CosemDateTime): Uint8Array {
  const writer = new ByteWriter(DATE_TIME_SIZE);
  writeDateTime(writer, dateTime);
  return writer.finish();
}

/**
 * The instant that a date-time names: local time plus its deviation is UTC. Hundredths that aren't specified are 0.
 * @param deviation minutes from local time to UTC, where the date-time doesn't specify them
 * @returns nothing where a field of the date, the hour, the minute, the second or the deviation isn't specified
 * @throws `date-time-invalid`
 */
export function instantFromDateTime(dateTime: CosemDateTime, deviation?: number): Temporal.Instant | undefined {
  const { year, month, dayOfMonth, hour, minute, second, hundredths = 0 } = dateTime;
  const toUtc = dateTime.deviation ?? deviation;
  if (year === undefined || month === undefined || dayOfMonth === undefined) return;
  if (hour === undefined || minute === undefined || second === undefined || toUtc === undefined) return;
  if (MONTH.special.includes(month) || DAY_OF_MONTH.special.includes(dayOfMonth)) return;
  try {
    const local = new Temporal.PlainDateTime(year, month, dayOfMonth, hour, minute, second, hundredths * 10);
    return Temporal.Instant.fromEpochMilliseconds(local.toZonedDateTime('UTC').epochMilliseconds + toUtc * MINUTE_MS);
  } catch (cause) {
    throw new S1benchError('date-time-invalid', { found: JSON.stringify(dateTime), cause });
  }
}

/**
 * The date-time of an instant, every field specified; what is finer than hundredths of a second is cut off.
 * @param deviation minutes from local time to UTC
 * @throws `date-time-invalid` also outside of the years 0 to 65534
 */
export function dateTimeFromInstant(instant: Temporal.Instant, deviation = 0, clockStatus = 0): CosemDateTime {
  if (!isMeaningful(DEVIATION, deviation)) throw refusal(DEVIATION, deviation);
  // Arithmetic on milliseconds is several times faster than Instant.subtract, and profiles call this for each row.
  const milliseconds = instant.epochMilliseconds - deviation * MINUTE_MS;
  if (milliseconds < EARLIEST || milliseconds >= LATEST) {
    throw new S1benchError('date-time-invalid', { found: `${instant}`, expected: 'a year from 0 to 65534' });
  }
  const local = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO('UTC').toPlainDateTime();
  return {
    year: local.year,
    month: local.month,
    dayOfMonth: local.day,
    dayOfWeek: local.dayOfWeek,
    hour: local.hour,
    minute: local.minute,
    second: local.second,
    hundredths: Math.floor(local.millisecond / 10),
    deviation,
    clockStatus,
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function readDateInto(reader: ByteReader, date: Mutable<CosemDateTime>): void {
  const start = reader.offset;
  take(date, YEAR, reader.u16(), start);
  take(date, MONTH, reader.u8(), start + 2);
  take(date, DAY_OF_MONTH, reader.u8(), start + 3);
  take(date, DAY_OF_WEEK, reader.u8(), start + 4);
  refuseImpossibleDay(date, start + 3);
}

function readTimeInto(reader: ByteReader, time: Mutable<CosemDateTime>): void {
  const start = reader.offset;
  take(time, HOUR, reader.u8(), start);
  take(time, MINUTE, reader.u8(), start + 1);
  take(time, SECOND, reader.u8(), start + 2);
  take(time, HUNDREDTHS, reader.u8(), start + 3);
}

function take(into: Mutable<CosemDateTime>, field: Field, value: number, offset: number): void {
  if (value === field.unspecified) return;
  if (!isMeaningful(field, value)) throw refusal(field, value, offset);
  into[field.name] = value;
}

function given(from: CosemDateTime, field: Field): number {
  const value = from[field.name];
  if (value === undefined) return field.unspecified;
  if (!isMeaningful(field, value)) throw refusal(field, value);
  return value;
}

function isMeaningful(field: Field, value: number): boolean {
  return (value >= field.low && value <= field.high && Number.isInteger(value)) || field.special.includes(value);
}

function refusal(field: Field, value: number, offset?: number): S1benchError {
  return new S1benchError('date-time-invalid', {
    ...(offset !== undefined && { where: { offset } }),
    found: `${field.name} ${value}`,
    expected: `${field.low} to ${field.high}, or ${[...field.special, field.unspecified].join(', ')}`,
  });
}

function refuseImpossibleDay({ year, month, dayOfMonth }: CosemDate, offset?: number): void {
  if (month === undefined || dayOfMonth === undefined || month > 12 || dayOfMonth > 31) return;
  const last = month === 2 && year !== undefined && !isLeap(year) ? 28 : (DAYS_IN_MONTH[month - 1] as number);
  if (dayOfMonth <= last) return;
  throw new S1benchError('date-time-invalid', {
    ...(offset !== undefined && { where: { offset } }),
    found: `day ${dayOfMonth} of month ${month}${year === undefined ? '' : ` of ${year}`}`,
    expected: `at most ${last}`,
  });
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
