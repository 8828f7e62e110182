import { dateOfElectricity } from './dates.ts';
import type {
  ElectricityPriceElements,
  ElectricityTariffElements,
  ElectricityTariffUpdate,
} from './electricity-schema.ts';
import { byIndex, contradiction, NEVER, type Prices, refuseContradictions, type Tariff, THRESHOLDS } from './tariff.ts';

/**
 * The tariff that a request for an electricity meter asks for.
 * @throws `tariff-contradictory`
 */
export function tariffOfElectricity({ ElecTariffElements, PriceElements }: ElectricityTariffUpdate): Tariff {
  const prices = pricesOfElectricity(PriceElements.ElectricityPriceElements);
  const table = tableOf(ElecTariffElements, prices.pricing);
  refuseContradictions(table);
  return {
    currency: ElecTariffElements.CurrencyUnits,
    table,
    thresholds: thresholdsOf(ElecTariffElements.ThresholdMatrix),
    prices,
  };
}

/**
 * The prices that a request for an electricity meter asks for; a price that it leaves out is 0.
 * @throws `tariff-contradictory`, also for a hybrid tariff
 */
export function pricesOfElectricity(elements: ElectricityPriceElements): Prices {
  const { StandingCharge, StandingChargeScale, PriceScale, BlockTariff, TOUTariff } = elements;
  const pricing = TOUTariff === undefined ? 'block' : 'time-of-use';
  return {
    pricing,
    scale: PriceScale,
    byRate: TOUTariff === undefined ? blockPricesOf(BlockTariff) : touPricesOf(TOUTariff),
    standingScale: StandingChargeScale,
    standingCharge: notNegative(StandingCharge),
  };
}

type TOUTariff = NonNullable<ElectricityPriceElements['TOUTariff']>;

function touPricesOf({ TOUPrice }: TOUTariff): Prices['byRate'] {
  return byIndex(TOUPrice, ({ Value }) => notNegative(Value)).map((price = 0) => [price]);
}

function blockPricesOf(tariff: ElectricityPriceElements['BlockTariff']): Prices['byRate'] {
  if (tariff === undefined) {
    throw contradiction(
      'a hybrid tariff',
      'prices by time of use, or by block: a SMETS1 meter has one of the two in force',
    );
  }
  return byIndex(tariff.BlockPrices, ({ BlockPrice }) =>
    byIndex(BlockPrice, ({ Value }) => notNegative(Value)).map((price = 0) => price),
  ).map((prices = []) => prices);
}

/** DUIS has prices below zero; the meters haven't. */
function notNegative(price: number): number {
  if (price < 0) throw contradiction(`a price of ${price}`, 'none below zero');
  return price;
}

function tableOf(
  { SwitchingTable, SpecialDays }: ElectricityTariffElements,
  pricing: Prices['pricing'],
): Tariff['table'] {
  const { DayProfiles, WeekProfiles, Seasons } = SwitchingTable;
  return {
    days: DayProfiles.DayProfile.map(({ DayName, ProfileSchedule }) => ({
      name: DayName,
      switches: ProfileSchedule.map((action) => ({ start: action.StartTime, rate: rateOf(action, pricing, DayName) })),
    })),
    weeks: WeekProfiles.WeekProfile.map(({ WeekName, ReferencedDayName }) => ({
      name: WeekName,
      days: byIndex(ReferencedDayName, ({ Value }) => Value) as number[],
    })),
    seasons: Seasons.Season.map(({ SeasonName, SeasonStartDate, ReferencedWeekName }) => ({
      name: SeasonName,
      start: dateOfElectricity(SeasonStartDate),
      week: ReferencedWeekName,
    })),
    specialDays: SpecialDays.SpecialDay.map(({ Date: date, ReferencedDayName }) => ({
      date: dateOfElectricity(date),
      day: ReferencedDayName,
    })),
  };
}

type Action = { readonly TOUTariffAction?: number | undefined; readonly BlockTariffAction?: number | undefined };

function rateOf({ TOUTariffAction, BlockTariffAction }: Action, pricing: Prices['pricing'], day: number): number {
  const rate = pricing === 'block' ? BlockTariffAction : TOUTariffAction;
  if (rate !== undefined) return rate;
  throw contradiction(`day profile ${day}, which isn't priced by ${pricing}`, `the way of its prices, ${pricing}`);
}

function thresholdsOf({ Thresholds }: ElectricityTariffElements['ThresholdMatrix']): Tariff['thresholds'] {
  return byIndex(Thresholds, ({ BlockThreshold }) => filled(byIndex(BlockThreshold, ({ Value }) => Value))).map(
    (row = filled([])) => row,
  );
}

/** A threshold that isn't given is one that nobody gets to. */
function filled(thresholds: readonly (number | undefined)[]): readonly number[] {
  return Array.from({ length: THRESHOLDS }, (_, i) => thresholds[i] ?? NEVER);
}
