import { z } from 'zod';
import { S1benchError } from '../../../core/errors.ts';
import type { CosemDate } from '../../../protocol/cosem/data.ts';
import { exactlyOne, nothing, whole } from '../parameters.ts';

/** Of COSEM dates (Blue Book 4.1.6.1): days that each month has somewhere else. */
const LAST_DAY = 0xfe;
const SECOND_LAST_DAY = 0xfd;

/** A choice with one element that has a value, and others that have none. */
function choiceOf<Value extends string, Empty extends string>(
  value: Value,
  range: z.ZodType<number>,
  ...empty: readonly Empty[]
) {
  const shape = {
    [value]: range.optional(),
    ...Object.fromEntries(empty.map((name) => [name, nothing.optional()])),
  } as { [Key in Value]: z.ZodOptional<z.ZodType<number>> } & { [Key in Empty]: z.ZodOptional<typeof nothing> };
  return z.strictObject(shape).superRefine(exactlyOne(value, ...empty));
}

const year = choiceOf('SpecifiedYear', whole(2014, 9999), 'NonSpecifiedYear');
const month = choiceOf('SpecifiedMonth', whole(1, 12), 'NonSpecifiedMonth');
const days = whole(1, 31);
const dayOfMonth = choiceOf(
  'SpecifiedDayOfMonth',
  days,
  'LastDayOfMonth',
  'SecondLastDayOfMonth',
  'NonSpecifiedDayOfMonth',
);
const gasDayOfMonth = choiceOf('SpecifiedDayOfMonth', days, 'GasNonSpecifiedDayOfMonth');
const dayOfWeek = choiceOf('SpecifiedDayOfWeek', whole(1, 7), 'NonSpecifiedDayOfWeek');

/** DUIS and MMC Date: of an electricity tariff. */
export const electricityDate = z.strictObject({
  Year: year,
  Month: month,
  DayOfMonth: dayOfMonth,
  DayOfWeek: dayOfWeek,
});
export type ElectricityDate = z.output<typeof electricityDate>;

/** DUIS and MMC GasDateWithWildcards. */
export const gasDate = z.strictObject({
  GasYearWithWildcards: year,
  GasMonthWithWildcards: month,
  GasDayOfMonthWithWildcards: gasDayOfMonth,
  GasDayOfWeekWithWildcards: dayOfWeek,
});
export type GasDate = z.output<typeof gasDate>;

export function dateOfElectricity({ Year, Month, DayOfMonth, DayOfWeek }: ElectricityDate): CosemDate {
  const { SpecifiedDayOfMonth, LastDayOfMonth, SecondLastDayOfMonth } = DayOfMonth;
  const special = LastDayOfMonth !== undefined ? LAST_DAY : SecondLastDayOfMonth && SECOND_LAST_DAY;
  return specified({
    year: Year.SpecifiedYear,
    month: Month.SpecifiedMonth,
    dayOfMonth: SpecifiedDayOfMonth ?? special,
    dayOfWeek: DayOfWeek.SpecifiedDayOfWeek,
  });
}

export function dateOfGas(date: GasDate): CosemDate {
  return specified({
    year: date.GasYearWithWildcards.SpecifiedYear,
    month: date.GasMonthWithWildcards.SpecifiedMonth,
    dayOfMonth: date.GasDayOfMonthWithWildcards.SpecifiedDayOfMonth,
    dayOfWeek: date.GasDayOfWeekWithWildcards.SpecifiedDayOfWeek,
  });
}

/** @throws `step-value-unexpected` for a date of daylight saving, which DUIS hasn't */
export function electricityDateOf(date: CosemDate): ElectricityDate {
  return {
    Year: yearOf(date),
    Month: monthOf(date),
    DayOfMonth: electricityDayOf(date),
    DayOfWeek: dayOfWeekOf(date),
  };
}

/** @throws `step-value-unexpected` also for the last days of a month, which DUIS hasn't for gas */
export function gasDateOf(date: CosemDate): GasDate {
  const { dayOfMonth: day } = date;
  if (day !== undefined && day > 31) throw untold(date);
  return {
    GasYearWithWildcards: yearOf(date),
    GasMonthWithWildcards: monthOf(date),
    GasDayOfMonthWithWildcards: day === undefined ? { GasNonSpecifiedDayOfMonth: {} } : { SpecifiedDayOfMonth: day },
    GasDayOfWeekWithWildcards: dayOfWeekOf(date),
  };
}

function yearOf({ year: given }: CosemDate): ElectricityDate['Year'] {
  return given === undefined ? { NonSpecifiedYear: {} } : { SpecifiedYear: given };
}

function monthOf(date: CosemDate): ElectricityDate['Month'] {
  if (date.month === undefined) return { NonSpecifiedMonth: {} };
  if (date.month > 12) throw untold(date);
  return { SpecifiedMonth: date.month };
}

function electricityDayOf({ dayOfMonth: day }: CosemDate): ElectricityDate['DayOfMonth'] {
  if (day === undefined) return { NonSpecifiedDayOfMonth: {} };
  if (day === LAST_DAY) return { LastDayOfMonth: {} };
  return day === SECOND_LAST_DAY ? { SecondLastDayOfMonth: {} } : { SpecifiedDayOfMonth: day };
}

function dayOfWeekOf({ dayOfWeek: day }: CosemDate): ElectricityDate['DayOfWeek'] {
  return day === undefined ? { NonSpecifiedDayOfWeek: {} } : { SpecifiedDayOfWeek: day };
}

function specified(date: { readonly [Key in keyof CosemDate]: CosemDate[Key] | undefined }): CosemDate {
  return Object.fromEntries(Object.entries(date).filter(([, value]) => value !== undefined));
}

function untold(date: CosemDate): S1benchError {
  return new S1benchError('step-value-unexpected', { found: JSON.stringify(date), expected: 'a date that DUIS has' });
}
