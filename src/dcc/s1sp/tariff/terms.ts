import type { Data } from '../../../protocol/cosem/data.ts';
import type { Device } from '../device.ts';
import { type RateRegisters, type TermsObjects, tariffObjects } from '../objects/tariff.ts';
import { listOf, type MmcUnit, numberOf, quantityOf, type ScalerUnit, scalerUnitOf, valueFor } from '../values.ts';
import { BLOCKS, NEVER, type Prices, type Pricing, pricings, type Tariff, THRESHOLDS } from './tariff.ts';

const VALUE = 2;
const SCALER_UNIT = 3;

/** What a value of the terms is written to. */
export type Part = keyof TermsObjects;
export type Terms = Partial<Readonly<Record<Part, Data>>>;

/** How a fuel's tariff counts: the registers by rate, and the unit of thresholds in DUIS. */
export interface Counted {
  readonly registers: RateRegisters;
  readonly thresholds: MmcUnit;
}

/** Scale and unit in which a meter counts blocks, and their thresholds. */
export function blockScale(device: Device, { inPeriod }: RateRegisters): Promise<ScalerUnit> {
  return device.read(inPeriod(1), SCALER_UNIT, scalerUnitOf);
}

export function readPricing(device: Device): Promise<Pricing> {
  return device.read(tariffObjects.active.pricing, VALUE, (data) => {
    const pricing = pricings[numberOf(data)];
    if (pricing === undefined) throw device.unexpected(`pricing ${numberOf(data)}`);
    return pricing;
  });
}

/** By rate, what stands in a matrix of the terms in force; of prices by time of use, one of each. */
export function readMatrix(device: Device, part: 'thresholds' | 'timeOfUse' | 'block'): Promise<Tariff['thresholds']> {
  return device.read(tariffObjects.active[part], VALUE, (data) =>
    listOf(data).map((row) => (part === 'timeOfUse' ? [numberOf(row)] : listOf(row).map(numberOf))),
  );
}

/** By rate and block, in `unit`. */
export function readBlockCounters(
  device: Device,
  scale: ScalerUnit,
  unit: MmcUnit,
): Promise<readonly (readonly number[])[]> {
  return device.read(tariffObjects.blockCounters, VALUE, (data) =>
    listOf(data).map((row) => listOf(row).map((counter) => quantityOf(counter, scale, unit))),
  );
}

export async function readPrices(device: Device): Promise<Prices> {
  const { active } = tariffObjects;
  const pricing = await readPricing(device);
  return {
    pricing,
    scale: await device.read(active.scale, VALUE, numberOf),
    byRate: await readMatrix(device, pricing === 'block' ? 'block' : 'timeOfUse'),
    standingScale: await device.read(active.standingScale, VALUE, numberOf),
    standingCharge: await device.read(active.standingCharge, VALUE, numberOf),
  };
}

/** By rate, in the unit of `counted`. */
export async function readThresholds(
  device: Device,
  { registers, thresholds }: Counted,
): Promise<Tariff['thresholds']> {
  const scale = await blockScale(device, registers);
  const raw = await readMatrix(device, 'thresholds');
  return device.decoded(() =>
    raw.map((row) => row.map((value) => quantityOf({ type: 'double-long-unsigned', value }, scale, thresholds))),
  );
}

/**
 * Prices for every rate that the meter has; one that isn't given is 0. Those of rates that it hasn't it will refuse. Both
 * matrices have one scale: that which isn't used is emptied, lest its prices become others.
 */
export async function priceTerms(device: Device, { pricing, byRate, ...prices }: Prices): Promise<Terms> {
  const isBlock = pricing === 'block';
  const timeOfUse = matrix(isBlock ? [] : byRate, (await readMatrix(device, 'timeOfUse')).length, 1, 0);
  const block = matrix(isBlock ? byRate : [], (await readMatrix(device, 'block')).length, BLOCKS, 0);
  return {
    scale: { type: 'integer', value: prices.scale },
    timeOfUse: amounts(timeOfUse.flat()),
    block: array(block.map(amounts)),
    standingScale: { type: 'integer', value: prices.standingScale },
    standingCharge: amount(prices.standingCharge),
  };
}

/** Thresholds of every rate that the meter divides into blocks. Those of rates that it hasn't go unsaid, unless they are used. */
export async function thresholdTerms(device: Device, tariff: Tariff, counted: Counted): Promise<Terms> {
  const scale = await blockScale(device, counted.registers);
  const known = await readMatrix(device, 'thresholds');
  const used = tariff.prices.pricing === 'block' ? mostRate(tariff) : 0;
  const given = tariff.thresholds.slice(0, Math.max(known.length, used));
  const inUnits = device.decoded(() =>
    given.map((row) => row.map((value) => (value === NEVER ? NEVER : valueFor(value, scale, counted.thresholds)))),
  );
  return {
    pricing: { type: 'enum', value: pricings.indexOf(tariff.prices.pricing) },
    thresholds: array(matrix(inUnits, known.length, THRESHOLDS, NEVER).map(amounts)),
  };
}

function mostRate({ table }: Tariff): number {
  return Math.max(...table.days.flatMap(({ switches }) => switches.map(({ rate }) => rate)));
}

function matrix(given: Tariff['thresholds'], rows: number, columns: number, missing: number): Tariff['thresholds'] {
  return Array.from({ length: Math.max(rows, given.length) }, (_, row) =>
    Array.from({ length: columns }, (__, column) => given[row]?.[column] ?? missing),
  );
}

function amounts(values: readonly number[]): Data {
  return array(values.map(amount));
}

function amount(value: number): Data {
  return { type: 'double-long-unsigned', value };
}

function array(value: readonly Data[]): Data {
  return { type: 'array', value };
}
