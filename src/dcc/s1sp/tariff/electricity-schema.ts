import { z } from 'zod';
import { dateTime, exactlyOne, timeOfDay, unsignedInt, whole } from '../parameters.ts';
import { electricityDate } from './dates.ts';
import { indexed } from './indexed.ts';

/** Most of what DUIS 5.4 and MMC 5.4 have in an electricity tariff. */
export const most = {
  days: 16,
  switches: 48,
  weeks: 4,
  seasons: 4,
  specialDays: 50,
  rates: 48,
  blockRates: 8,
} as const;

export const dayName = whole(1, most.days);
export const weekName = whole(1, most.weeks);
export const seasonName = z.string().max(8);
/** PriceType: xs:short. */
export const price = whole(-0x8000, 0x7fff);
export const priceScale = whole(-128, 127);
export const currency = z.enum(['GBP', 'ECB']);
export const actions = {
  TOUTariffAction: whole(1, most.rates).optional(),
  BlockTariffAction: whole(1, most.blockRates).optional(),
} as const;
export const oneAction = exactlyOne('TOUTariffAction', 'BlockTariffAction');
export const blockPrices = indexed(4, price);
export const touPrices = indexed(most.rates, price);
export const blockThresholds = indexed(3, unsignedInt);
export const dayOfWeekReference = indexed(7, dayName);

const switchingTable = z.strictObject({
  DayProfiles: z.strictObject({
    DayProfile: z
      .array(
        z.strictObject({
          DayName: dayName,
          ProfileSchedule: z
            .array(z.strictObject({ StartTime: timeOfDay, ...actions }).superRefine(oneAction))
            .min(1)
            .max(most.switches),
        }),
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
      .array(
        z.strictObject({
          SeasonName: seasonName,
          SeasonStartDate: electricityDate,
          ReferencedWeekName: weekName,
        }),
      )
      .min(1)
      .max(most.seasons),
  }),
});

const tariffElements = z.strictObject({
  CurrencyUnits: currency,
  SwitchingTable: switchingTable,
  SpecialDays: z.strictObject({
    SpecialDay: z
      .array(z.strictObject({ Date: electricityDate, ReferencedDayName: dayName }))
      .max(most.specialDays)
      .default([]),
  }),
  ThresholdMatrix: z.strictObject({
    /** `index` is the rate. */
    Thresholds: z
      .array(
        z.strictObject({ index: whole(1, most.blockRates), BlockThreshold: z.array(blockThresholds).min(1).max(3) }),
      )
      .length(most.blockRates),
  }),
});
export type ElectricityTariffElements = z.output<typeof tariffElements>;

const byBlock = {
  /** `index` is the rate. */
  BlockPrices: z
    .array(z.strictObject({ index: whole(1, most.blockRates), BlockPrice: z.array(blockPrices).min(1).max(4) }))
    .min(1)
    .max(most.blockRates),
};
const byTimeOfUse = { TOUPrice: z.array(touPrices).min(1).max(most.rates) };

const priceElements = z
  .strictObject({
    StandingCharge: price,
    StandingChargeScale: priceScale,
    PriceScale: priceScale,
    BlockTariff: z.strictObject(byBlock).optional(),
    TOUTariff: z.strictObject(byTimeOfUse).optional(),
    HybridTariff: z.strictObject({ ...byBlock, ...byTimeOfUse }).optional(),
  })
  .superRefine(exactlyOne('BlockTariff', 'TOUTariff', 'HybridTariff'));
export type ElectricityPriceElements = z.output<typeof priceElements>;

/** DUIS UpdatePricePrimaryElement of an electricity meter. */
export const electricityPriceUpdate = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  PriceElements: z.strictObject({ ElectricityPriceElements: priceElements }),
});

/** DUIS UpdateImportTariffPrimaryElement of an electricity meter. */
export const electricityTariffUpdate = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  ElecTariffElements: tariffElements,
  PriceElements: z.strictObject({ ElectricityPriceElements: priceElements }),
});
export type ElectricityTariffUpdate = z.output<typeof electricityTariffUpdate>;
