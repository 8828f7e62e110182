import { z } from 'zod';
import { exactlyOne } from '../parameters.ts';
import { rescaled } from '../payment/money.ts';
import { gasDate, gasDateOf } from './dates.ts';
import * as duis from './gas-schema.ts';
import { indexed, withIndex } from './indexed.ts';
import type { TariffInForce } from './read.ts';
import type { DayProfile, Prices, Tariff } from './tariff.ts';

/** Prices are told in thousandths of a penny. */
const PRICE_SCALE = -5;
const decimal = z.number().min(0);

const switchingTable = z.strictObject({
  DayProfiles: z.strictObject({
    DayProfile: z.array(z.strictObject({ DayName: duis.dayName, ...duis.dayActions })).max(duis.most.days),
  }),
  WeekProfiles: z.strictObject({
    WeekProfile: z
      .array(z.strictObject({ WeekName: duis.weekName, ReferencedDay: z.array(duis.dayOfWeekReference).max(7) }))
      .max(duis.most.weeks),
  }),
  Seasons: z.strictObject({
    Season: z
      .array(z.strictObject({ SeasonStartDate: gasDate, ReferencedWeekName: duis.weekName }))
      .max(duis.most.seasons),
  }),
});

/** MMC ReadTariffPrimaryElementRsp of a gas meter, and of its mirror; of the two tariffs, the one that is in force. */
export const gasReport = z.strictObject({
  Gas: z
    .strictObject({
      /** A kWh at present. */
      PrimaryActiveTariffPrice: z.int().min(0),
      PrimaryActiveTariffPriceScale: z.literal(PRICE_SCALE),
      CurrencyUnitsLabel: duis.currency,
      StandingCharge: z.int().min(0),
      TariffSwitchingTable: switchingTable,
      TariffSwitchingTableSpecialDays: z.strictObject({
        SpecialDay: z.array(z.strictObject({ Date: gasDate, ReferencedDay: duis.dayName })).max(duis.most.specialDays),
      }),
      /** Cubic metres. */
      TariffThresholds: z.strictObject({ BlockThreshold: z.array(indexed(3, decimal)).max(3) }),
      TOUTariff: z.strictObject({ TariffTOUPrice: z.array(duis.touPrice).max(duis.most.rates) }).optional(),
      BlockTariff: z.strictObject({ BlockPrice: z.array(duis.blockPrice).max(4) }).optional(),
    })
    .superRefine(exactlyOne('TOUTariff', 'BlockTariff')),
});
export type GasReport = z.output<typeof gasReport>;

/** @throws `step-value-unexpected` where the MMC has no place for what the meter has */
export function reportOfGas({ price, currency, table, thresholds, prices }: TariffInForce): GasReport {
  return {
    Gas: {
      PrimaryActiveTariffPrice: price,
      PrimaryActiveTariffPriceScale: PRICE_SCALE,
      CurrencyUnitsLabel: duis.currency.parse(currency),
      StandingCharge: rescaled(BigInt(prices.standingCharge), prices.standingScale, PRICE_SCALE),
      TariffSwitchingTable: switchingTableOf(table, prices.pricing),
      TariffSwitchingTableSpecialDays: {
        SpecialDay: table.specialDays.map(({ date, day }) => ({ Date: gasDateOf(date), ReferencedDay: day })),
      },
      TariffThresholds: { BlockThreshold: withIndex(thresholds[0] ?? []) },
      ...pricesOf(prices),
    },
  };
}

function pricesOf({ pricing, scale, byRate }: Prices) {
  const prices = (pricing === 'block' ? (byRate[0] ?? []) : byRate.flat()).map((price) =>
    rescaled(BigInt(price), scale, PRICE_SCALE),
  );
  return pricing === 'block'
    ? { BlockTariff: { BlockPrice: withIndex(prices) } }
    : { TOUTariff: { TariffTOUPrice: withIndex(prices) } };
}

function switchingTableOf({ days, weeks, seasons }: Tariff['table'], pricing: Prices['pricing']) {
  return {
    DayProfiles: { DayProfile: days.map((day) => ({ DayName: day.name, ...actionOf(day, pricing) })) },
    WeekProfiles: {
      WeekProfile: weeks.map(({ name, days: named }) => ({ WeekName: name, ReferencedDay: withIndex(named) })),
    },
    Seasons: {
      Season: seasons.map(({ start, week }) => ({ SeasonStartDate: gasDateOf(start), ReferencedWeekName: week })),
    },
  };
}

/** A day of gas in the MMC has one rate. Of one that has several nothing can be told: the action is left out. */
function actionOf({ switches }: DayProfile, pricing: Prices['pricing']) {
  const [only, ...others] = switches;
  if (only === undefined || others.length > 0) return {};
  return pricing === 'block' ? { BlockTariff: {} } : { TOUTariffAction: only.rate };
}
