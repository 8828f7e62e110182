import fc from 'fast-check';
import { expect, it } from 'vitest';
import { civilDate, dayOfWeek } from '../../../src/sim/readings/civil-date.ts';
import { LocalOffset } from '../../../src/sim/readings/local-offset.ts';

const days = fc.integer({ min: -100_000, max: 1_000_000 });
const START = Temporal.PlainDate.from('1970-01-01');

it('Blue Book 4.1.6.1: the date of a day is that of the proleptic Gregorian calendar', () => {
  fc.assert(
    fc.property(days, (day) => {
      const date = START.add({ days: day });
      expect(civilDate(day)).toEqual({
        year: date.year,
        month: date.month,
        dayOfMonth: date.day,
        dayOfWeek: date.dayOfWeek,
      });
      expect(dayOfWeek(day)).toBe(date.dayOfWeek);
    }),
    { numRuns: 2000 },
  );
});

it('readings: local time is ahead of UTC by what the zone says at noon', () => {
  const zones = fc.constantFrom('Europe/London', 'UTC', 'Asia/Kolkata', 'America/St_Johns');
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 36_500 }), (zone, day) => {
      const noon = Temporal.Instant.fromEpochMilliseconds((day + 0.5) * 86_400_000).toZonedDateTimeISO(zone);
      expect(LocalOffset.of(zone).halfHours(day)).toBe(Math.round(noon.offsetNanoseconds / 1_800_000_000_000));
    }),
    { numRuns: 500 },
  );
});
