import type { Clock } from '../../../core/clock.ts';
import type { Device } from '../device.ts';

/**
 * Refuses what is to happen later: the payment settings of a SMETS1 meter as the Blue Book has them change when they are
 * written, and nobody but the meter may keep the request (DUIS: future dated by the device).
 * @throws StepFailed, before anything is sent
 */
export function refuseFuture(device: Device, at: Temporal.Instant | undefined, clock: Clock): void {
  if (at === undefined || Temporal.Instant.compare(at, clock.now()) <= 0) return;
  throw device.unexpected(`an execution at ${at}: the meter keeps no payment settings for later`);
}
