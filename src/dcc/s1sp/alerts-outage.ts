import type { Device } from './device.ts';
import { objectRef } from './objects/object-ref.ts';
import { instantOf } from './values.ts';

/** Blue Book 6.2.46, power failure monitoring: time of the last power failure, in all phases. */
const lastFailure = objectRef('data', '0.0.96.7.10.255');
const VALUE = 2;

/** When a device that has power again had lost it, by its own clock. @throws StepFailed */
export function lastPowerFailure(device: Device): Promise<Temporal.Instant> {
  return device.read(lastFailure, VALUE, instantOf);
}
