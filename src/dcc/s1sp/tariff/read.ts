import type { Device } from '../device.ts';
import { tariffObjects } from '../objects/tariff.ts';
import { type MmcUnit, quantityOf, scalerUnitOf, textOf, wholes } from '../values.ts';
import { tableOf } from './calendar-names.ts';
import { dayEntries, seasonEntries, specialDayEntries, weekEntries } from './calendar-tables.ts';
import type { Tariff } from './tariff.ts';
import { type Counted, readPrices, readThresholds } from './terms.ts';

const VALUE = 2;
const SCALER_UNIT = 3;
const ENTRIES = 2;
/** Attributes of the activity calendar (Blue Book 4.5.5). */
const SEASONS = 3;
const WEEKS = 4;
const DAYS = 5;

/** A thousandth of a penny: the unit of prices that have no scale of their own. */
const millipence: MmcUnit = wholes('currency', -5);

/** The tariff that is in force, and in thousandths of a penny what a kWh costs at present. */
export interface TariffInForce extends Tariff {
  readonly price: number;
}

export async function readTariff(device: Device, counted: Counted): Promise<TariffInForce> {
  const { calendar, specialDays, currency, activePrice } = tariffObjects;
  const priceScale = await device.read(activePrice, SCALER_UNIT, scalerUnitOf);
  const price = await device.read(activePrice, VALUE, (data) => quantityOf(data, priceScale, millipence));
  const entries = {
    seasons: await device.read(calendar, SEASONS, seasonEntries),
    weeks: await device.read(calendar, WEEKS, weekEntries),
    days: await device.read(calendar, DAYS, dayEntries),
    specialDays: await device.read(specialDays, ENTRIES, specialDayEntries),
  };
  return {
    price,
    currency: await device.read(currency, VALUE, textOf),
    table: device.decoded(() => tableOf(entries)),
    thresholds: await readThresholds(device, counted),
    prices: await readPrices(device),
  };
}
