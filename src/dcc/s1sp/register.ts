import { isDeepStrictEqual } from 'node:util';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { integerOf, type MmcUnit, quantityOf, scalerUnitOf, valueFor } from './values.ts';

const VALUE = 2;
const SCALER_UNIT = 3;
const RESET = 1;

/** Reads what a register (Blue Book 4.3.2) holds, in the MMC's unit; any other physical unit fails the step. */
export async function readRegister(device: Device, register: ObjectRef, unit: MmcUnit | string): Promise<number> {
  const scalerUnit = await device.read(register, SCALER_UNIT, scalerUnitOf);
  return device.read(register, VALUE, (data) => quantityOf(data, scalerUnit, unit));
}

/** A quantity for a register, in DUIS's unit. */
export interface Setting {
  readonly register: ObjectRef;
  readonly quantity: number;
  readonly unit: MmcUnit;
  /** What begins anew with each write is not written with what it has already. */
  readonly onlyIfOther?: boolean;
}

/**
 * Writes registers, each in its own unit and as the type of number that it has now. What can't be written is found
 * before anything is.
 */
export async function writeRegisters(device: Device, settings: readonly Setting[]): Promise<void> {
  const writes: { readonly register: ObjectRef; readonly value: Data }[] = [];
  for (const { register, quantity, unit, onlyIfOther = false } of settings) {
    const scalerUnit = await device.read(register, SCALER_UNIT, scalerUnitOf);
    const [now, value] = await device.read(register, VALUE, (data) => {
      return [data, likeNow(data, valueFor(quantity, scalerUnit, unit))];
    });
    if (!onlyIfOther || !isDeepStrictEqual(now, value)) writes.push({ register, value });
  }
  for (const { register, value } of writes) await device.write(register, VALUE, value);
}

/** A number as the type of number that an attribute has now. @throws `step-value-unexpected`, `axdr-value-out-of-range` */
export function likeNow(now: Data, value: number): Data {
  integerOf(now);
  const isLong = now.type === 'long64' || now.type === 'long64-unsigned';
  const data = { type: now.type, value: isLong ? BigInt(value) : value } as Data;
  encodeData(data);
  return data;
}

/** Sets a counter to nothing (Blue Book 4.3.2, reset); one that shows nothing after silence was reset. */
export function resetCounter(device: Device, counter: ObjectRef): Promise<void> {
  return device.invoke(counter, RESET, { type: 'integer', value: 0 }, async () => {
    const now = await device.peek(counter, VALUE);
    return now !== undefined && integerOf(now) === 0n;
  });
}
