import type { Meter } from './meter.ts';
import type { ObjectRef } from './objects.ts';
import { quantityOf, scalerUnitOf } from './values.ts';

const VALUE = 2;
const SCALER_UNIT = 3;

/** Reads what a register (Blue Book 4.3.2) holds, in whole units of `unit`; anything else than that unit fails the step. */
export async function readRegister(meter: Meter, register: ObjectRef, unit: string): Promise<number> {
  const scalerUnit = await meter.read(register, SCALER_UNIT, scalerUnitOf);
  return meter.read(register, VALUE, (data) => quantityOf(data, scalerUnit, unit));
}
