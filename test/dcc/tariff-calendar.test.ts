import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankOf, entriesOf, freeBank, tableOf } from '../../src/dcc/s1sp/tariff/calendar-names.ts';
import {
  dayEntries,
  dayTable,
  seasonEntries,
  seasonTable,
  specialDayEntries,
  specialDayTable,
  weekEntries,
  weekTable,
} from '../../src/dcc/s1sp/tariff/calendar-tables.ts';
import { cosemDate } from '../support/arbitraries.ts';

describe('Blue Book 4.5.4, 4.5.5: the tables of a calendar', () => {
  const u8 = fc.integer({ min: 0, max: 255 });
  const hex = fc.uint8Array({ maxLength: 16 }).map((octets) => Buffer.from(octets).toString('hex').toUpperCase());
  const time = fc
    .integer({ min: 0, max: 8_639_999 })
    .map((hundredths) => Temporal.PlainTime.from('00:00').add({ milliseconds: hundredths * 10 }));
  const script = Uint8Array.of(0, 0, 10, 0, 100, 255);
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('day profiles round-trip', () => {
    const day = fc.record({
      id: u8,
      switches: fc.array(fc.record({ start: time, rate: fc.integer({ min: 0, max: 65_535 }) })),
    });
    fc.assert(
      fc.property(fc.array(day), (days) => {
        expect(plain(dayEntries(dayTable(days, script)))).toEqual(plain(days));
      }),
    );
  });

  it('week profiles round-trip', () => {
    const week = fc.record({ name: hex, days: fc.array(u8, { minLength: 7, maxLength: 7 }) });
    fc.assert(
      fc.property(fc.array(week), (weeks) => {
        expect(weekEntries(weekTable(weeks))).toEqual(weeks);
      }),
    );
  });

  it('seasons round-trip', () => {
    const season = fc.record({ name: hex, start: cosemDate, week: hex });
    fc.assert(
      fc.property(fc.array(season), (seasons) => {
        expect(seasonEntries(seasonTable(seasons))).toEqual(seasons);
      }),
    );
  });

  it('special days round-trip', () => {
    const special = fc.record({ index: fc.integer({ min: 0, max: 65_535 }), date: cosemDate, day: u8 });
    fc.assert(
      fc.property(fc.array(special), (days) => {
        expect(specialDayEntries(specialDayTable(days))).toEqual(days);
      }),
    );
  });

  it('a bank of identifiers is free where no day profile of the calendar in force has one of it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(u8, { minLength: 1, maxLength: 16 }), fc.integer({ min: 1, max: 16 }), (ids, name) => {
        const bank = freeBank(ids);
        expect(ids).not.toContain(bank + name);
        expect(bankOf([bank + name])).toBe(bank);
      }),
    );
  });

  it('a switching table keeps its names in whatever bank it is', () => {
    const switches = [{ start: Temporal.PlainTime.from('00:00'), rate: 1 }];
    const days = [4, 1, 16].map((name) => ({ name, switches }));
    const weeks = [{ name: 3, days: [4, 4, 4, 4, 4, 1, 16] }];
    const seasons = [{ name: 'Été', start: { month: 1, dayOfMonth: 1 }, week: 3 }];
    const table = { days, weeks, seasons, specialDays: [{ date: {}, day: 16 }] };
    for (const bank of [0, 16, 240 - 16]) expect(tableOf(entriesOf(table, bank))).toEqual(table);
  });

  it('weeks that are named otherwise are counted', () => {
    const named = { name: '57494E544552', days: [1, 1, 1, 1, 1, 1, 1] };
    const entries = {
      days: [{ id: 1, switches: [] }],
      weeks: [named],
      seasons: [{ name: '41', start: {}, week: named.name }],
      specialDays: [],
    };
    expect(tableOf(entries)).toMatchObject({ weeks: [{ name: 1 }], seasons: [{ name: 'A', week: 1 }] });
    expect(() => tableOf({ ...entries, weeks: [] })).toThrow('a season of week');
  });
});
