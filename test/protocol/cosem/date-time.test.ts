import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter, fromHex, toHex } from '../../../src/core/bytes.ts';
import type { CosemDate, CosemDateTime, CosemTime } from '../../../src/protocol/cosem/data.ts';
import {
  dateTimeFromInstant,
  decodeDateTime,
  encodeDateTime,
  instantFromDateTime,
  readDate,
  readTime,
  writeDate,
  writeTime,
} from '../../../src/protocol/cosem/date-time.ts';
import { cosemDate, cosemDateTime, cosemTime, damaged, instant } from '../../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';

function dateBytes(date: CosemDate): string {
  const writer = new ByteWriter(5);
  writeDate(writer, date);
  return toHex(writer.finish());
}

function timeBytes(time: CosemTime): string {
  const writer = new ByteWriter(4);
  writeTime(writer, time);
  return toHex(writer.finish());
}

describe('Blue Book 4.1.6.1: twelve bytes are a date-time', () => {
  test.each<readonly [string, string, CosemDateTime]>([
    ['nothing is specified', 'FFFF FF FF FF FF FF FF FF 8000 FF', {}],
    [
      'everything is',
      '07EA 0B 15 06 17 3B 3A 63 FFC4 80',
      {
        year: 2026,
        month: 11,
        dayOfMonth: 21,
        dayOfWeek: 6,
        hour: 23,
        minute: 59,
        second: 58,
        hundredths: 99,
        deviation: -60,
        clockStatus: 0x80,
      },
    ],
    ['the deviation reaches from -720', 'FFFF FF FF FF FF FF FF FF FD30 00', { deviation: -720, clockStatus: 0 }],
    ['to 840', 'FFFF FF FF FF FF FF FF FF 0348 FE', { deviation: 840, clockStatus: 0xfe }],
    [
      'daylight saving ends on the last Sunday',
      'FFFF FD FE 07 03 00 00 FF 8000 FF',
      {
        month: 0xfd,
        dayOfMonth: 0xfe,
        dayOfWeek: 7,
        hour: 3,
        minute: 0,
        second: 0,
      },
    ],
    ['29 February of no year', 'FFFF 02 1D FF FF FF FF FF 8000 FF', { month: 2, dayOfMonth: 29 }],
    ['31 of no month', 'FFFF FF 1F FF FF FF FF FF 8000 FF', { dayOfMonth: 31 }],
  ])('%s', (_, hex, dateTime) => {
    expect(decodeDateTime(fromHex(hex))).toEqual(dateTime);
    expect(encodeDateTime(dateTime)).toEqual(fromHex(hex));
  });
});

describe('Blue Book 4.1.6.1: what is impossible is refused at its byte', () => {
  test.each([
    ['month 0', '07EA 00 01 FF 00 00 00 00 0000 00', 2, { month: 0 }],
    ['month 13', '07EA 0D 01 FF 00 00 00 00 0000 00', 2, { month: 13 }],
    ['day 0', '07EA 01 00 FF 00 00 00 00 0000 00', 3, { dayOfMonth: 0 }],
    ['day 32', '07EA 01 20 FF 00 00 00 00 0000 00', 3, { dayOfMonth: 32 }],
    ['31 February', '07EA 02 1F FF 00 00 00 00 0000 00', 3, { year: 2026, month: 2, dayOfMonth: 31 }],
    ['29 February 2026', '07EA 02 1D FF 00 00 00 00 0000 00', 3, { year: 2026, month: 2, dayOfMonth: 29 }],
    ['29 February 1900', '076C 02 1D FF 00 00 00 00 0000 00', 3, { year: 1900, month: 2, dayOfMonth: 29 }],
    ['30 February of no year', 'FFFF 02 1E FF 00 00 00 00 0000 00', 3, { month: 2, dayOfMonth: 30 }],
    ['31 April of no year', 'FFFF 04 1F FF 00 00 00 00 0000 00', 3, { month: 4, dayOfMonth: 31 }],
    ['weekday 0', '07EA 01 01 00 00 00 00 00 0000 00', 4, { dayOfWeek: 0 }],
    ['weekday 8', '07EA 01 01 08 00 00 00 00 0000 00', 4, { dayOfWeek: 8 }],
    ['hour 24', '07EA 01 01 FF 18 00 00 00 0000 00', 5, { hour: 24 }],
    ['minute 60', '07EA 01 01 FF 00 3C 00 00 0000 00', 6, { minute: 60 }],
    ['second 60', '07EA 01 01 FF 00 00 3C 00 0000 00', 7, { second: 60 }],
    ['hundredths 100', '07EA 01 01 FF 00 00 00 64 0000 00', 8, { hundredths: 100 }],
    ['deviation -721', '07EA 01 01 FF 00 00 00 00 FD2F 00', 9, { deviation: -721 }],
    ['deviation 841', '07EA 01 01 FF 00 00 00 00 0349 00', 9, { deviation: 841 }],
  ] as const)('%s', (_, hex, offset, fields) => {
    const code = 'date-time-invalid';
    expect(refusalOf(() => decodeDateTime(fromHex(hex)))).toMatchObject({ code, where: { offset } });
    expect(refusalOf(() => encodeDateTime(fields))).toMatchObject({ code });
  });

  test.each([{ year: 65535 }, { year: 2026.5 }, { year: -1 }, { clockStatus: 255 }])('%o', (fields) => {
    expect(refusalOf(() => encodeDateTime(fields))).toMatchObject({ code: 'date-time-invalid' });
  });

  test('29 February of 2000 and of 2024 is possible', () => {
    for (const year of [2000, 2024]) {
      const date = { year, month: 2, dayOfMonth: 29 };
      expect(readDate(new ByteReader(fromHex(dateBytes(date))))).toEqual(date);
    }
  });
});

test.each(['', '07EA0101FF0000000000', '07EA0101FF0000000000000000'])(
  'Blue Book 4.1.6.1: %j has not twelve bytes',
  (hex) => {
    expect(refusalOf(() => decodeDateTime(fromHex(hex)))).toMatchObject({ code: 'date-time-invalid' });
  },
);

test('Blue Book 4.1.6.1: a date has five bytes, a time four', () => {
  expect(dateBytes({ year: 2026, month: 1, dayOfMonth: 2 })).toBe('07EA0102FF');
  expect(timeBytes({ hour: 1, minute: 2, hundredths: 3 })).toBe('0102FF03');
});

test('Blue Book 4.1.6.1: dates, times and date-times are read as they were written', () => {
  fc.assert(
    fc.property(cosemDate, cosemTime, cosemDateTime, (date, time, dateTime) => {
      expect(readDate(new ByteReader(fromHex(dateBytes(date))))).toEqual(date);
      expect(readTime(new ByteReader(fromHex(timeBytes(time))))).toEqual(time);
      expect(decodeDateTime(encodeDateTime(dateTime))).toEqual(dateTime);
    }),
  );
});

test('Blue Book 4.1.6.1: any twelve bytes are a date-time, written as they were read, or are refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        cosemDateTime.chain((dateTime) => damaged(encodeDateTime(dateTime))),
      ),
      (bytes) => {
        const result = resultOrRefusal(() => decodeDateTime(bytes));
        if (!(result instanceof Error)) expect(encodeDateTime(result)).toEqual(bytes);
      },
    ),
    { numRuns: 1000 },
  );
});

describe('Blue Book 4.1.6.1: local time plus its deviation is UTC', () => {
  const noon = { year: 2026, month: 7, dayOfMonth: 1, hour: 12, minute: 0, second: 0 };

  test('British Summer Time has a deviation of -60', () => {
    expect(instantFromDateTime({ ...noon, deviation: -60 })?.toString()).toBe('2026-07-01T11:00:00Z');
    expect(dateTimeFromInstant(Temporal.Instant.from('2026-07-01T11:00:00Z'), -60, 0x80)).toEqual({
      ...noon,
      dayOfWeek: 3,
      hundredths: 0,
      deviation: -60,
      clockStatus: 0x80,
    });
  });

  test('without a deviation of its own a date-time takes the one that is given', () => {
    expect(instantFromDateTime(noon, 0)?.toString()).toBe('2026-07-01T12:00:00Z');
    expect(instantFromDateTime({ ...noon, deviation: -60 }, 0)?.toString()).toBe('2026-07-01T11:00:00Z');
  });

  test.each([
    ['deviation', noon],
    ...(['year', 'month', 'dayOfMonth', 'hour', 'minute', 'second'] as const).map((name) => {
      const { [name]: _, ...rest } = noon;
      return [name, { ...rest, deviation: 0 }] as const;
    }),
    ['month that is one', { ...noon, month: 0xfe, deviation: 0 }],
    ['day that is one', { ...noon, dayOfMonth: 0xfd, deviation: 0 }],
  ] as const)('without a %s it is no instant', (_, dateTime) => {
    expect(instantFromDateTime(dateTime)).toBeUndefined();
  });

  test('a day that no month has is no instant', () => {
    const dateTime = { ...noon, month: 2, dayOfMonth: 31, deviation: 0 };
    expect(refusalOf(() => instantFromDateTime(dateTime))).toMatchObject({ code: 'date-time-invalid' });
  });

  test('what is finer than hundredths is cut off, before 1970 too', () => {
    for (const text of ['1969-12-31T23:59:59.999999999Z', '2026-01-01T00:00:00.999999999Z']) {
      expect(dateTimeFromInstant(Temporal.Instant.from(text))).toMatchObject({ hundredths: 99 });
    }
  });

  test.each([
    ['-000001-12-31T23:59:59Z', 0],
    ['+065535-01-01T00:00:00Z', 0],
    ['0000-01-01T00:00:00Z', 1],
    ['2026-01-01T00:00:00Z', -721],
    ['+275760-09-13T00:00:00Z', -720],
    ['-271821-04-20T00:00:00Z', 720],
  ])('%s with deviation %d fits no date-time', (text, deviation) => {
    expect(refusalOf(() => dateTimeFromInstant(Temporal.Instant.from(text), deviation))).toMatchObject({
      code: 'date-time-invalid',
    });
  });

  test('an instant is the same after it was a date-time', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -720, max: 840 }), (instant, deviation) => {
        const dateTime = decodeDateTime(encodeDateTime(dateTimeFromInstant(instant, deviation)));
        expect(instantFromDateTime(dateTime)?.equals(instant)).toBe(true);
        expect(dateTime.deviation).toBe(deviation);
      }),
    );
  });
});
