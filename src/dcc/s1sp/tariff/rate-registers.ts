import type { Device } from '../device.ts';
import type { RateRegisters } from '../objects/tariff.ts';
import { readRegister } from '../register.ts';
import type { MmcUnit } from '../values.ts';
import { blockScale, readBlockCounters, readMatrix } from './terms.ts';

/** What each rate has counted since the meter was made; it has as many rates as prices by time of use. */
export async function readRates(device: Device, { byRate }: RateRegisters, unit: MmcUnit): Promise<readonly number[]> {
  const { length } = await readMatrix(device, 'timeOfUse');
  const values: number[] = [];
  for (let rate = 1; rate <= length; rate++) values.push(await readRegister(device, byRate(rate), unit));
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
