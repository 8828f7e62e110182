import { z } from 'zod';
import { dateTime, exactlyOne, nothing, unsignedInt, whole } from '../parameters.ts';
import { gasDate } from './dates.ts';
import { indexed } from './indexed.ts';

/** Most of what DUIS 5.4 and MMC 5.4 have in a gas tariff. */
export const most = { days: 4, weeks: 2, seasons: 3, specialDays: 20, rates: 4 } as const;

export const dayName = whole(1, most.days);
export const weekName = whole(1, most.weeks);
export const currency = z.enum(['GBP', 'ECB']);
export const blockPrice = indexed(4, unsignedInt);
export const touPrice = indexed(most.rates, unsignedInt);
export const dayOfWeekReference = indexed(7, dayName);
export const dayActions = {
  TOUTariffAction: whole(1, most.rates).optional(),
  BlockTariff: nothing.optional(),
} as const;

const tariffElements = z.strictObject({
  SwitchingTable: z.strictObject({
    DayProfiles: z.strictObject({
      DayProfile: z
        .array(
          z.strictObject({ DayName: dayName, ...dayActions }).superRefine(exactlyOne('TOUTariffAction', 'BlockTariff')),
        )
        .min(1)
        .max(most.days),
    }),
    WeekProfiles: z.strictObject({
      WeekProfile: z
        .array(z.strictObject({ WeekName: weekName, ReferencedDayName: z.array(dayOfWeekReference).length(7) }))
        .min(1)
        .max(most.weeks),
    }),
    Seasons: z.strictObject({
      Season: z
        .array(z.strictObject({ SeasonStartDate: gasDate, ReferencedWeekName: weekName }))
        .min(1)
        .max(most.seasons),
    }),
  }),
  SpecialDays: z.strictObject({
    SpecialDay: z
      .array(z.strictObject({ Date: gasDate, ReferencedDayName: dayName }))
      .max(most.specialDays)
      .default([]),
  }),
  ThresholdMatrix: z.strictObject({
    /** Thousandths of a cubic metre. */
    BlockThreshold: z
      .array(indexed(3, whole(0, 281_474_976_710_655)))
      .min(1)
      .max(3),
  }),
});
export type GasTariffElements = z.output<typeof tariffElements>;

/** Prices are in thousandths of a penny: of a kWh, and of a day. */
const priceElements = z
  .strictObject({
    CurrencyUnits: currency,
    StandingCharge: unsignedInt,
    BlockTariff: z
      .strictObject({ BlockPrice: z.array(blockPrice).min(1).max(4), NumberOfThresholds: whole(1, 3) })
      .optional(),
    TOUTariff: z.strictObject({ TOUPrice: z.array(touPrice).min(1).max(most.rates) }).optional(),
  })
  .superRefine(exactlyOne('BlockTariff', 'TOUTariff'));
export type GasPriceElements = z.output<typeof priceElements>;

/** DUIS UpdatePricePrimaryElement of a gas meter. */
export const gasPriceUpdate = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  PriceElements: z.strictObject({ GasPriceElements: priceElements }),
});

/** DUIS UpdateImportTariffPrimaryElement of a gas meter. */
export const gasTariffUpdate = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  GasTariffElements: tariffElements,
  PriceElements: z.strictObject({ GasPriceElements: priceElements }),
});
export type GasTariffUpdate = z.output<typeof gasTariffUpdate>;
