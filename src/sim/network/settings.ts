import type { Obis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { method } from '../classes/members.ts';
import { register, type ScalerUnit } from '../classes/register.ts';
import { integer, type Shape } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';

const forSecured = { read: securedClients };
const settable = { ...forSecured, write: [NON_CRITICAL] };

/** A register (class 3, version 0) that holds what a client has set. */
export function setting<D>(
  logicalName: Obis,
  description: string,
  shape: Shape<number>,
  scalerUnit: ScalerUnit,
  read: (device: D) => number,
  write: (device: D, value: number) => DataAccessResult,
): CosemObject<D> {
  return register<D>(logicalName, description, shape, scalerUnit, settable, read, write);
}

/** A register (class 3, version 0) that counts, and can be reset. */
export function counter<D>(
  logicalName: Obis,
  description: string,
  shape: Shape<number>,
  read: (device: D) => number,
  reset: (device: D) => void,
): CosemObject<D> {
  const object = register<D>(logicalName, description, shape, { scaler: 0, unit: 'none' }, forSecured, read);
  const resets = method<D, number>('reset', integer, [NON_CRITICAL], (device) => {
    reset(device);
    return 'success';
  });
  return { ...object, methods: { 1: resets } };
}
