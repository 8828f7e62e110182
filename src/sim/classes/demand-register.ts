import type { Obis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, type Rights } from './members.ts';
import { register, type ScalerUnit } from './register.ts';
import { dateTime, doubleLongUnsigned, longUnsigned, type Shape, unsigned } from './values.ts';

export interface DemandAccess<D> {
  /** Of the period that is under way, as if nothing came after. */
  current(device: D): number;
  /** Of the period before. */
  last(device: D): number;
  /** When that ended. */
  captureTime(device: D): CosemDateTime;
  startTime(device: D): CosemDateTime;
}

/**
 * Demand register (class 5, version 0), Blue Book 4.3.4, of one period at a time, which the clock begins and ends: it
 * has neither reset nor next_period. Its status says nothing: it is 0.
 * @param period seconds
 */
export function demandRegister<D>(
  logicalName: Obis,
  description: string,
  shape: Shape<number>,
  scalerUnit: ScalerUnit,
  rights: Rights,
  period: number,
  access: DemandAccess<D>,
): CosemObject<D> {
  const { attributes } = register<D>(logicalName, description, shape, scalerUnit, rights, access.current);
  const [value, unit] = [attributes[2], attributes[3]];
  return {
    classId: 5,
    version: 0,
    logicalName,
    description,
    attributes: {
      ...(value && { 2: { ...value, name: 'current_average_value' } }),
      3: attribute('last_average_value', shape, rights, access.last),
      ...(unit && { 4: unit }),
      5: attribute('status', unsigned, rights, () => 0),
      6: attribute('capture_time', dateTime, rights, access.captureTime),
      7: attribute('start_time_current', dateTime, rights, access.startTime),
      8: constant('period', doubleLongUnsigned, rights, period),
      9: constant('number_of_periods', longUnsigned, rights, 1),
    },
  };
}
