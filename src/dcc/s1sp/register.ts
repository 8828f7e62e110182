import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { quantityOf, scalerUnitOf } from './values.ts';

const VALUE = 2;
const SCALER_UNIT = 3;

/** Reads what a register (Blue Book 4.3.2) holds, in whole units of `unit`; anything else than that unit fails the step. */
export async function readRegister(device: Device, register: ObjectRef, unit: string): Promise<number> {
  const scalerUnit = await device.read(register, SCALER_UNIT, scalerUnitOf);
  return device.read(register, VALUE, (data) => quantityOf(data, scalerUnit, unit));
}
