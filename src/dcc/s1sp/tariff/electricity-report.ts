import { z } from 'zod';
import { S1benchError } from '../../../core/errors.ts';
import { electricityDate, electricityDateOf } from './dates.ts';
import * as duis from './electricity-schema.ts';
import { withIndex } from './indexed.ts';
import type { TariffInForce } from './read.ts';
import type { Prices, Tariff } from './tariff.ts';

const byRate = z.strictObject({ index: z.int().min(1).max(duis.most.blockRates) });

/** xs:time. */
const time = z.string();

const switchingTable = z.strictObject({
  DayProfiles: z.strictObject({
    DayProfile: z
      .array(
        z.strictObject({
          Day: duis.dayName,
          ProfileSchedule: z
            .array(z.strictObject({ StartTime: time, ...duis.actions }).superRefine(duis.oneAction))
            .max(duis.most.switches),
        }),
      )
      .max(duis.most.days),
  }),
  WeekProfiles: z.strictObject({
    WeekProfile: z
      .array(z.strictObject({ WeekName: duis.weekName, ReferencedElecDay: z.array(duis.dayOfWeekReference).max(7) }))
      .max(duis.most.weeks),
  }),
  Seasons: z.strictObject({
    Season: z
      .array(
        z.strictObject({
          SeasonName: duis.seasonName,
          SeasonStartDate: electricityDate,
          ReferencedWeekName: duis.weekName,
        }),
      )
      .max(duis.most.seasons),
  }),
});

/** MMC ReadTariffPrimaryElementRsp of an electricity meter; of the two price matrices, the one that is in force. */
export const electricityReport = z.strictObject({
  Electricity: z.strictObject({
    /** A kWh at present, in thousandths of a penny. */
    PrimaryActiveTariffPrice: z.int().min(0),
    CurrencyUnitsLabel: duis.currency,
    CurrencyUnitsName: z.literal('Millipence'),
    StandingCharge: duis.price,
    StandingChargeScale: duis.priceScale,
    PriceScale: duis.priceScale,
    TariffBlockPriceMatrix: z
      .strictObject({
        TariffBlockPrices: z
          .array(byRate.extend({ BlockPrice: z.array(duis.blockPrices).max(4) }))
          .max(duis.most.blockRates),
      })
      .optional(),
    TariffTOUPriceMatrix: z.strictObject({ TariffTOUPrice: z.array(duis.touPrices).max(duis.most.rates) }).optional(),
    TariffSwitchingTable: switchingTable,
    TariffSwitchingTableSpecialDays: z.strictObject({
      SpecialDay: z
        .array(z.strictObject({ Date: electricityDate, ReferencedDay: duis.dayName }))
        .max(duis.most.specialDays),
    }),
    TariffThresholdMatrix: z.strictObject({
      ElecTariffThresholds: z
        .array(byRate.extend({ BlockThreshold: z.array(duis.blockThresholds).max(3) }))
        .max(duis.most.blockRates),
    }),
  }),
});
export type ElectricityReport = z.output<typeof electricityReport>;

/** @throws `step-value-unexpected` where the MMC has no place for what the meter has */
export function reportOfElectricity({ price, currency, table, thresholds, prices }: TariffInForce): ElectricityReport {
  const standing = fitting(prices.standingScale, [[prices.standingCharge]]);
  const scaled = fitting(prices.scale, prices.byRate);
  return {
    Electricity: {
      PrimaryActiveTariffPrice: price,
      CurrencyUnitsLabel: duis.currency.parse(currency),
      CurrencyUnitsName: 'Millipence',
      StandingCharge: standing.prices[0]?.[0] as number,
      StandingChargeScale: standing.scale,
      PriceScale: scaled.scale,
      ...matrixOf(prices.pricing, scaled.prices),
      TariffSwitchingTable: switchingTableOf(table, prices.pricing),
      TariffSwitchingTableSpecialDays: {
        SpecialDay: table.specialDays.map(({ date, day }) => ({ Date: electricityDateOf(date), ReferencedDay: day })),
      },
      TariffThresholdMatrix: {
        ElecTariffThresholds: thresholds.map((row, i) => ({ index: i + 1, BlockThreshold: withIndex(row) })),
      },
    },
  };
}

function matrixOf(pricing: Prices['pricing'], byRates: Prices['byRate']) {
  if (pricing === 'time-of-use') return { TariffTOUPriceMatrix: { TariffTOUPrice: withIndex(byRates.flat()) } };
  return {
    TariffBlockPriceMatrix: {
      TariffBlockPrices: byRates.map((row, i) => ({ index: i + 1, BlockPrice: withIndex(row) })),
    },
  };
}

function switchingTableOf({ days, weeks, seasons }: Tariff['table'], pricing: Prices['pricing']) {
  const action = (rate: number) => (pricing === 'block' ? { BlockTariffAction: rate } : { TOUTariffAction: rate });
  return {
    DayProfiles: {
      DayProfile: days.map(({ name, switches }) => ({
        Day: name,
        ProfileSchedule: switches.map(({ start, rate }) => ({ StartTime: `${start}Z`, ...action(rate) })),
      })),
    },
    WeekProfiles: {
      WeekProfile: weeks.map(({ name, days: named }) => ({ WeekName: name, ReferencedElecDay: withIndex(named) })),
    },
    Seasons: {
      Season: seasons.map(({ name, start, week }) => ({
        SeasonName: name,
        SeasonStartDate: electricityDateOf(start),
        ReferencedWeekName: week,
      })),
    },
  };
}

/** The most of PriceType, xs:short. */
const MOST = 0x7fff;

/** The same prices at a scale at which all of them fit into the MMC's type: a larger one where they are too large. */
function fitting(
  scale: number,
  prices: Prices['byRate'],
): { readonly scale: number; readonly prices: Prices['byRate'] } {
  if (prices.flat().every((price) => price <= MOST)) return { scale, prices };
  if (prices.flat().every((price) => price % 10 === 0)) {
    return fitting(
      scale + 1,
      prices.map((row) => row.map((price) => price / 10)),
    );
  }
  throw new S1benchError('step-value-unexpected', {
    found: `prices up to ${Math.max(...prices.flat())}E${scale}`,
    expected: `none above ${MOST}, or round ones`,
  });
}
