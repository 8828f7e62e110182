import type { Obis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method, type Rights } from './members.ts';
import { register, type ScalerUnit } from './register.ts';
import { dateTime, integer, type Shape, unsigned } from './values.ts';

export interface ExtendedRegisterAccess<D> {
  value(device: D): number;
  /** When the value came about, by the device's clock. */
  captureTime(device: D): CosemDateTime;
  reset(device: D): void;
}

/**
 * Extended register (class 4, version 0), Blue Book 4.3.3, whose status says nothing: it is 0.
 * @param resetters clients that may reset it
 */
export function extendedRegister<D>(
  logicalName: Obis,
  description: string,
  shape: Shape<number>,
  scalerUnit: ScalerUnit,
  rights: Rights,
  resetters: readonly number[],
  access: ExtendedRegisterAccess<D>,
): CosemObject<D> {
  const { attributes } = register<D>(logicalName, description, shape, scalerUnit, rights, access.value);
  return {
    classId: 4,
    version: 0,
    logicalName,
    description,
    attributes: {
      ...attributes,
      4: attribute('status', unsigned, { read: rights.read }, () => 0),
      5: attribute('capture_time', dateTime, { read: rights.read }, access.captureTime),
    },
    methods: {
      1: method<D, number>('reset', integer, resetters, (device) => {
        access.reset(device);
        return 'success';
      }),
    },
  };
}
