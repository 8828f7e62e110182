import type { Obis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, type Rights } from './members.ts';
import { enumeration, integer, type Shape, structure } from './values.ts';

/** Units by their code (Blue Book 4.3.2, enumerated values for physical units). */
export const units = {
  day: 4,
  second: 7,
  currency: 10,
  m3: 13,
  'm3/h': 15,
  W: 27,
  var: 29,
  Wh: 30,
  varh: 32,
  A: 33,
  V: 35,
  Hz: 44,
  percent: 56,
  'J/m3': 61,
  none: 255,
} as const;

/** What a register's value counts: `unit` times ten to the power of `scaler`. */
export interface ScalerUnit {
  readonly scaler: number;
  readonly unit: keyof typeof units;
}

const scalerUnit: Shape<{ scaler: number; unit: number }> = structure({ scaler: integer, unit: enumeration });

/**
 * Register (class 3, version 0), Blue Book 4.3.2. It has no reset: what it shows follows from what was measured.
 * @param write for a value that is set, not measured
 */
export function register<D>(
  logicalName: Obis,
  description: string,
  shape: Shape<number>,
  { scaler, unit }: ScalerUnit,
  rights: Rights,
  read: (device: D) => number,
  write?: (device: D, value: number) => DataAccessResult,
): CosemObject<D> {
  return {
    classId: 3,
    version: 0,
    logicalName,
    description,
    attributes: {
      2: attribute('value', shape, rights, read, write),
      3: constant('scaler_unit', scalerUnit, rights, { scaler, unit: units[unit] }),
    },
  };
}
