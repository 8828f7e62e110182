import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionTimes } from '../../../src/sim/billing/billing-objects.ts';
import {
  type BillingCalendar,
  firstDateAfter,
  isUsableCalendar,
  lastDateUntil,
  periods,
} from '../../../src/sim/billing/calendar.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { at } from '../tariff/tariff-bench.ts';

const DAY = 86_400_000;
const steps = {
  none: undefined,
  daily: { days: 1 },
  weekly: { weeks: 1 },
  monthly: { months: 1 },
  quarterly: { months: 3 },
  'six-monthly': { months: 6 },
  yearly: { years: 1 },
} as const;

const calendar: fc.Arbitrary<BillingCalendar> = fc.record({
  start: fc
    .record({ days: fc.integer({ min: 15_000, max: 21_000 }), minutes: fc.nat(1439) })
    .map(({ days, minutes }) => days * DAY + minutes * 60_000)
    .filter((start) => (utc(start).dayOfMonth ?? 0) <= 28),
  period: fc.constantFrom(...periods.filter((period) => period !== 'none')),
});
const later = fc.integer({ min: -400, max: 2000 }).map((days) => days * DAY + 12_345_678);

/** The dates of a calendar from its start until after `until`, by Temporal. */
function datesUntil({ start, period }: BillingCalendar, until: number): number[] {
  const first = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC');
  const step = Temporal.Duration.from(steps[period] ?? { years: 1000 });
  const dates = [start];
  for (let n = 1; (dates.at(-1) as number) <= until; n++) {
    const { years, months, weeks, days } = step;
    const by = { years: n * years, months: n * months, weeks: n * weeks, days: n * days };
    dates.push(first.add(by).epochMilliseconds);
  }
  return dates;
}

describe('SMETS1: billing calendar', () => {
  it('bills at its start, and again after each period, over leap days and ends of years', () => {
    fc.assert(
      fc.property(calendar, later, (billing, after) => {
        const time = billing.start + after;
        const dates = datesUntil(billing, time);
        expect(firstDateAfter(billing, time)).toBe(dates.find((date) => date > time));
        expect(lastDateUntil(billing, time)).toBe(dates.findLast((date) => date <= time) ?? Number.NEGATIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });

  it('is on a billing date at that date, and past it a millisecond later', () => {
    fc.assert(
      fc.property(calendar, later, (billing, after) => {
        const date = firstDateAfter(billing, billing.start + after);
        expect(lastDateUntil(billing, date)).toBe(date);
        expect(lastDateUntil(billing, date - 1)).toBeLessThan(date);
        expect(firstDateAfter(billing, date - 1)).toBe(date);
        expect(firstDateAfter(billing, date)).toBeGreaterThan(date);
      }),
    );
  });

  it.each([
    ['daily', '2027-12-31T00:00:00Z', '2027-12-31T12:00:00Z', '2028-01-01T00:00:00Z'],
    ['daily', '2028-01-01T06:00:00Z', '2028-02-28T12:00:00Z', '2028-02-29T06:00:00Z'],
    ['daily', '2027-01-01T06:00:00Z', '2027-02-28T12:00:00Z', '2027-03-01T06:00:00Z'],
    ['weekly', '2028-02-23T00:00:00Z', '2028-02-24T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['monthly', '2027-12-28T23:30:00Z', '2028-01-28T23:30:00Z', '2028-02-28T23:30:00Z'],
    ['quarterly', '2027-11-15T00:00:00Z', '2027-12-31T23:59:59Z', '2028-02-15T00:00:00Z'],
    ['yearly', '2024-02-28T00:00:00Z', '2027-12-31T23:59:59Z', '2028-02-28T00:00:00Z'],
  ] as const)('%s from %s bills after %s at %s', (period, start, time, date) => {
    expect(firstDateAfter({ start: at(start), period }, at(time))).toBe(at(date));
  });

  it('never bills without a period', () => {
    expect(firstDateAfter({ start: 0, period: 'none' }, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(lastDateUntil({ start: 0, period: 'none' }, 1)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('begins periods of months on a day that every month has', () => {
    const from = (iso: string, period: BillingCalendar['period']) => isUsableCalendar({ start: at(iso), period });
    expect(from('2026-01-28T00:00:00Z', 'monthly')).toBe(true);
    expect(from('2026-01-29T00:00:00Z', 'monthly')).toBe(false);
    expect(from('2028-02-29T00:00:00Z', 'yearly')).toBe(false);
    expect(from('2026-01-31T00:00:00Z', 'weekly')).toBe(true);
  });

  it('shows as a schedule whose fields fit its dates, and no other day (Blue Book 4.5.7)', () => {
    fc.assert(
      fc.property(calendar, later, (billing, after) => {
        const time = Math.max(billing.start, billing.start + after);
        const times = executionTimes(billing);
        const fits = (instant: number): boolean => {
          const shown = utc(instant);
          return times.some((execution) =>
            Object.entries({ ...execution.date, ...execution.time }).every(
              ([field, value]) => shown[field as keyof typeof shown] === value,
            ),
          );
        };
        const next = firstDateAfter(billing, time);
        expect(fits(next)).toBe(true);
        for (let day = 1; day < 40 && next + day * DAY < firstDateAfter(billing, next); day++)
          expect(fits(next + day * DAY)).toBe(false);
      }),
    );
  });
});
