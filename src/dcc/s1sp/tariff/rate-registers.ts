import type { Device } from '../device.ts';
import type { RateRegisters } from '../objects/tariff.ts';
import { type MmcUnit, quantityOf, scalerUnitOf } from '../values.ts';
import { blockScale, readBlockCounters, readMatrix } from './terms.ts';

const VALUE = 2;
const SCALER_UNIT = 3;

/**
 * What each rate has counted since the meter was made; it has as many rates as prices by time of use. They are one matrix,
 * of one scale: that of its first register.
 */
export async function readRates(device: Device, { byRate }: RateRegisters, unit: MmcUnit): Promise<readonly number[]> {
  const { length } = await readMatrix(device, 'timeOfUse');
  const scale = await device.read(byRate(1), SCALER_UNIT, scalerUnitOf);
  const values: number[] = [];
  for (let rate = 1; rate <= length; rate++) {
    values.push(await device.read(byRate(rate), VALUE, (data) => quantityOf(data, scale, unit)));
  }
  return values;
}

/** What has been counted in the block period, by rate, and in it by block. */
export async function readBlocks(
  device: Device,
  registers: RateRegisters,
  unit: MmcUnit,
): Promise<readonly (readonly number[])[]> {
  return readBlockCounters(device, await blockScale(device, registers), unit);
}
