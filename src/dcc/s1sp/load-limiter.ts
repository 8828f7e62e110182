import { parseCaptureObject } from '../../protocol/cosem/selective-access.ts';
import type { Device } from './device.ts';
import { loadLimit } from './objects/load-limit.ts';
import { listOf, type ScalerUnit, scalerUnitOf } from './values.ts';

/** Attributes of a Limiter (Blue Book 4.5.9). Durations are in seconds, thresholds in the unit of what is monitored. */
export const limiterAttributes = { thresholdNormal: 4, minOverThreshold: 6, minUnderThreshold: 7 } as const;

const MONITORED_VALUE = 2;
const SCALER_UNIT = 3;

/** LoadLimitSupplyState, by its number in the meter. */
export const loadLimitSupplyStates = ['Unchanged', 'Disable'] as const;

/** Reads how the register counts that the limiter watches. */
export async function readMonitoredScale(device: Device): Promise<ScalerUnit> {
  // A value_definition is a capture_object_definition without its data index.
  const monitored = await device.read(loadLimit.limiter, MONITORED_VALUE, (data) =>
    parseCaptureObject({ type: 'structure', value: [...listOf(data), { type: 'long-unsigned', value: 0 }] }),
  );
  const register = { classId: monitored.classId, instance: monitored.logicalName };
  return device.read(register, SCALER_UNIT, scalerUnitOf);
}
