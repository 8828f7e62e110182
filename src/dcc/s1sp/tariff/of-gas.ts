import { dateOfGas } from './dates.ts';
import type { GasPriceElements, GasTariffElements, GasTariffUpdate } from './gas-schema.ts';
import { byIndex, contradiction, NEVER, type Prices, refuseContradictions, type Tariff, THRESHOLDS } from './tariff.ts';

/**
 * Prices of gas are in thousandths of a penny: public, as in the DCC's templates of SRV 1.1.1, where a kWh costs 9600 and
 * a day 22465. DUIS has no scale for them.
 */
const GAS_PRICE_SCALE = -5;
/** The rate that blocks are counted in. */
const BLOCK_RATE = 1;

const MIDNIGHT = Temporal.PlainTime.from('00:00');

/**
 * The tariff that a request for a gas meter asks for; its thresholds are in thousandths of a cubic metre.
 * @throws `tariff-contradictory`
 */
export function tariffOfGas({ GasTariffElements: elements, PriceElements }: GasTariffUpdate): Tariff {
  const { GasPriceElements: priceElements } = PriceElements;
  const prices = pricesOfGas(priceElements);
  const table = tableOf(elements, prices.pricing);
  refuseContradictions(table);
  return {
    currency: priceElements.CurrencyUnits,
    table,
    thresholds: [thresholdsOf(elements.ThresholdMatrix, priceElements.BlockTariff?.NumberOfThresholds ?? 0)],
    prices,
  };
}

/** The prices that a request for a gas meter asks for; one that it leaves out is 0. @throws `tariff-contradictory` */
export function pricesOfGas({ StandingCharge, BlockTariff, TOUTariff }: GasPriceElements): Prices {
  const given = TOUTariff?.TOUPrice ?? BlockTariff?.BlockPrice ?? [];
  const prices = byIndex(given, ({ Value }) => Value).map((price = 0) => price);
  const isBlock = TOUTariff === undefined;
  return {
    pricing: isBlock ? 'block' : 'time-of-use',
    scale: GAS_PRICE_SCALE,
    byRate: isBlock ? [prices] : prices.map((price) => [price]),
    standingScale: GAS_PRICE_SCALE,
    standingCharge: StandingCharge,
  };
}

function tableOf({ SwitchingTable, SpecialDays }: GasTariffElements, pricing: Prices['pricing']): Tariff['table'] {
  const { DayProfiles, WeekProfiles, Seasons } = SwitchingTable;
  return {
    days: DayProfiles.DayProfile.map(({ DayName, TOUTariffAction }) => {
      if ((TOUTariffAction === undefined) !== (pricing === 'block')) {
        throw contradiction(
          `day profile ${DayName}, which isn't priced by ${pricing}`,
          `the way of its prices, ${pricing}`,
        );
      }
      return { name: DayName, switches: [{ start: MIDNIGHT, rate: TOUTariffAction ?? BLOCK_RATE }] };
    }),
    weeks: WeekProfiles.WeekProfile.map(({ WeekName, ReferencedDayName }) => ({
      name: WeekName,
      days: byIndex(ReferencedDayName, ({ Value }) => Value) as number[],
    })),
    // DUIS names no seasons of gas: they are counted.
    seasons: Seasons.Season.map(({ SeasonStartDate, ReferencedWeekName }, i) => ({
      name: `${i + 1}`,
      start: dateOfGas(SeasonStartDate),
      week: ReferencedWeekName,
    })),
    specialDays: SpecialDays.SpecialDay.map(({ Date: date, ReferencedDayName }) => ({
      date: dateOfGas(date),
      day: ReferencedDayName,
    })),
  };
}

/**
 * @param count of those that are in use: none by time of use, where the DCC's templates have one for the schema's sake.
 *   Others are ones that nobody gets to.
 */
function thresholdsOf({ BlockThreshold }: GasTariffElements['ThresholdMatrix'], count: number): readonly number[] {
  const given = byIndex(BlockThreshold, ({ Value }) => Value);
  if (count > BlockThreshold.length) {
    throw contradiction(`NumberOfThresholds ${count}`, `at most the ${BlockThreshold.length} that there are`);
  }
  return Array.from({ length: THRESHOLDS }, (_, i) => (i < count ? (given[i] ?? NEVER) : NEVER));
}
