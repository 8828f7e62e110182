import type { Obis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, type Rights } from './members.ts';
import type { Shape } from './values.ts';

/** Data (class 1, version 0), Blue Book 4.3.1. */
export function data<D, T>(
  logicalName: Obis,
  description: string,
  shape: Shape<T>,
  rights: Rights,
  read: (device: D) => T,
  write?: (device: D, value: T) => DataAccessResult,
): CosemObject<D> {
  return {
    classId: 1,
    version: 0,
    logicalName,
    description,
    attributes: { 2: attribute('value', shape, rights, read, write) },
  };
}
