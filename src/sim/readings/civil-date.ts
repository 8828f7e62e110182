import type { CosemDate } from '../../protocol/cosem/data.ts';

export const DAY = 86_400_000;

/** Months count from March here, so that the leap day is the last of its year. */
const DAYS_OF_400_YEARS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH = 719_468;

/** The date of a day counted from 1970-01-01, every field specified: what Temporal gives, at a tenth of its time. */
export function civilDate(day: number): Required<CosemDate> {
  const sinceMarch0 = day + EPOCH;
  const cycle = Math.floor(sinceMarch0 / DAYS_OF_400_YEARS);
  const dayOfCycle = sinceMarch0 - cycle * DAYS_OF_400_YEARS;
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  );
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfCycle + 400 * cycle + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    dayOfWeek: dayOfWeek(day),
  };
}

/** 1 Monday to 7 Sunday; 1970-01-01 was a Thursday. */
export function dayOfWeek(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The day counted from 1970-01-01 of a date: what `civilDate` gives, the other way. */
export function dayNumber(year: number, month: number, dayOfMonth: number): number {
  const yearFromMarch = month > 2 ? year : year - 1;
  const cycle = Math.floor(yearFromMarch / 400);
  const yearOfCycle = yearFromMarch - 400 * cycle;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOfMonth - 1;
  const leapDays = Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100);
  return DAYS_OF_400_YEARS * cycle + 365 * yearOfCycle + leapDays + dayOfYear - EPOCH;
}
