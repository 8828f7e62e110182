import type { Data } from '../../../protocol/cosem/data.ts';
import { encodeDateTime } from '../../../protocol/cosem/date-time.ts';
import type { Device } from '../device.ts';
import type { StepContext } from '../equivalent-steps.ts';
import { tarifficationScripts, tariffObjects } from '../objects/tariff.ts';
import { addSpecialDays } from '../special-days.ts';
import { hold, type Stored, store } from '../stored.ts';
import { dateTimeData, instantIn, textOf } from '../values.ts';
import { type CalendarEntries, entriesOf, freeBank } from './calendar-names.ts';
import { dayEntries, dayTable, seasonTable, weekTable } from './calendar-tables.ts';
import { NEVER as NEVER_REACHED, type Prices, type Tariff } from './tariff.ts';
import { type Counted, type Part, priceTerms, readMatrix, readPricing, type Terms, thresholdTerms } from './terms.ts';

/** Attributes and methods of the activity calendar (Blue Book 4.5.5), of special days (4.5.4), of data and scripts. */
const CALENDAR = {
  activeName: 2,
  activeDays: 5,
  passiveName: 6,
  passiveSeasons: 7,
  passiveWeeks: 8,
  passiveDays: 9,
  activationTime: 10,
} as const;
const ACTIVATE_PASSIVE = 1;
const VALUE = 2;
const EXECUTE = 1;
/** Of the tariff commands. */
const ACTIVATE_PRICES: Data = { type: 'long-unsigned', value: 2 };
const NO_PARAMETER: Data = { type: 'integer', value: 0 };
/** A time that never comes. */
const NEVER: Data = { type: 'octet-string', value: encodeDateTime({}) };
/** Octets. */
const NAME_LENGTH = 4;

type Context = Pick<StepContext, 'clock' | 'random'>;

/** Gives up the tariff that waits, if one does. */
export function cancelTariff(device: Device): Promise<void> {
  return device.write(tariffObjects.calendar, CALENDAR.activationTime, NEVER);
}

/** Gives up the prices that wait by themselves, if some do. */
export function cancelPrices(device: Device): Promise<void> {
  return device.write(tariffObjects.priceActivationTime, VALUE, NEVER);
}

/**
 * Puts a tariff in force, now or at a time. All of it is written to where it waits before the last step activates it:
 * until then what is in force stays as it is. What waited before is given up first.
 * @param at a time that has passed is now
 */
export async function updateTariff(
  device: Device,
  tariff: Tariff,
  counted: Counted,
  at: Temporal.Instant | undefined,
  context: Context,
): Promise<void> {
  await refuseOtherCurrency(device, tariff.currency);
  const terms = { ...(await thresholdTerms(device, tariff, counted)), ...(await priceTerms(device, tariff.prices)) };
  const days = await device.read(tariffObjects.calendar, CALENDAR.activeDays, dayEntries);
  const inForce = days.map(({ id }) => id);
  const entries = entriesOf(tariff.table, freeBank(inForce));
  const name: Data = { type: 'octet-string', value: context.random.bytes(NAME_LENGTH) };
  await cancelTariff(device);
  await cancelPrices(device);
  await store(device, [...termsWrites(terms), ...calendarWrites(entries, name)]);
  await addSpecialDays(device, tariffObjects.specialDays, entries.specialDays, inForce);
  if (isLater(at, context)) {
    await device.write(tariffObjects.calendar, CALENDAR.activationTime, dateTimeData(at));
  } else {
    await device.invoke(tariffObjects.calendar, ACTIVATE_PASSIVE, NO_PARAMETER, () =>
      hold(device, { object: tariffObjects.calendar, attribute: CALENDAR.activeName, value: name }),
    );
  }
}

/**
 * Puts prices in force, now or at a time; rates and blocks stay as they are. Prices wait in the same place as those of a
 * tariff does: where one waits it would come with these, so nothing is written.
 */
export async function updatePrices(
  device: Device,
  prices: Prices,
  at: Temporal.Instant | undefined,
  context: Context,
): Promise<void> {
  const waiting = await device.read(tariffObjects.calendar, CALENDAR.activationTime, instantIn);
  if (waiting !== undefined) throw device.unexpected(`a tariff that waits for ${waiting}, with prices of its own`);
  const pricing = await readPricing(device);
  if (pricing !== prices.pricing) throw device.unexpected(`a tariff that is priced by ${pricing}`);
  const terms = await priceTerms(device, prices);
  await cancelPrices(device);
  await store(device, termsWrites(terms));
  if (isLater(at, context)) {
    await device.write(tariffObjects.priceActivationTime, VALUE, dateTimeData(at));
  } else {
    const active = termsWrites(terms, 'active');
    await device.invoke(tariffObjects.commands, EXECUTE, ACTIVATE_PRICES, () => hold(device, ...active));
  }
}

/** Prices are in the currency that the meter has. */
export async function refuseOtherCurrency(device: Device, wanted: string): Promise<void> {
  const currency = await device.read(tariffObjects.currency, VALUE, textOf);
  if (currency !== wanted) throw device.unexpected(`a meter whose prices are in ${currency}, for prices in ${wanted}`);
}

/** Prices for a number of blocks go with as many thresholds, which stay as they are. */
export async function refuseOtherThresholds(device: Device, wanted: number): Promise<void> {
  const [thresholds = []] = await readMatrix(device, 'thresholds');
  const count = thresholds.filter((threshold) => threshold !== NEVER_REACHED).length;
  if (count !== wanted) throw device.unexpected(`${count} thresholds in force, for prices with ${wanted}`);
}

function termsWrites(terms: Terms, set: 'passive' | 'active' = 'passive'): readonly Stored[] {
  return (Object.entries(terms) as [Part, Data][]).map(([part, value]) => ({
    object: tariffObjects[set][part],
    attribute: VALUE,
    value,
  }));
}

function calendarWrites({ seasons, weeks, days }: CalendarEntries, name: Data): readonly Stored[] {
  const object = tariffObjects.calendar;
  return [
    { object, attribute: CALENDAR.passiveName, value: name },
    { object, attribute: CALENDAR.passiveSeasons, value: seasonTable(seasons) },
    { object, attribute: CALENDAR.passiveWeeks, value: weekTable(weeks) },
    { object, attribute: CALENDAR.passiveDays, value: dayTable(days, tarifficationScripts) },
  ];
}

function isLater(at: Temporal.Instant | undefined, { clock }: Context): at is Temporal.Instant {
  return at !== undefined && Temporal.Instant.compare(at, clock.now()) > 0;
}
