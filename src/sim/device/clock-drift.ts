import { Random } from '../../core/random.ts';
import type { DeviceFunction, Timed } from './design.ts';
import type { Device } from './device.ts';
import type { OperationResult } from './operations.ts';

/** Milliseconds: what has built up shows from there on. */
const LEAST_STEP = 1000;
/** Of what the clock has drifted since it was set, so much may not show yet. */
const PART = 8;
const MILLION = 1_000_000;

const seeded = new WeakMap<Device, number>();

/** Parts per million by which the clock of a device runs fast. */
export function driftOf(device: Device): number {
  const { ppm } = device.state.clock;
  if (ppm !== null) return ppm;
  const most = device.model.clock['drift-ppm'];
  if (most === 0) return 0;
  let drift = seeded.get(device);
  if (drift === undefined) {
    drift = most * (new Random(`${device.seed}/clock`).u32() / 0x80000000 - 1);
    seeded.set(device, drift);
  }
  return drift;
}

/** Milliseconds by which the clock is ahead of true time, at the device's present, whether that shows yet or not. */
export function exactOffset(device: Device): number {
  const { since, offset } = device.state.clock;
  return offset + Math.trunc((driftOf(device) * (device.now() - since)) / MILLION);
}

/** From now on the clock is ahead by `offset`, and drifts from there. */
export function restartClock(device: Device, offset: number): void {
  if (offset !== device.clockOffset) device.setClockOffset(offset);
  device.state.clock = { ...device.state.clock, since: device.now(), offset };
}

/**
 * A clock drifts all the time, and shows it in steps: each begins an era of the registers, of which a meter keeps few,
 * and a capture of each profile around it is marked. A step is at least a second, and an eighth of what the clock has
 * drifted since it was set: in five years at 2 ppm there are 39, and at 100 ppm, which is a fault, 70.
 */
const drifting: Timed<Device> = {
  next(device) {
    const ppm = driftOf(device);
    if (ppm === 0) return Number.POSITIVE_INFINITY;
    const { since, offset } = device.state.clock;
    const shown = Math.abs(device.clockOffset - offset);
    return since + Math.ceil(((shown + stepAfter(shown)) * MILLION) / Math.abs(ppm));
  },
  act(device) {
    const { offset } = device.state.clock;
    const shown = Math.abs(device.clockOffset - offset);
    const reached = Math.max(Math.abs(exactOffset(device) - offset), shown + stepAfter(shown));
    device.setClockOffset(offset + Math.sign(driftOf(device)) * reached);
  },
};

function stepAfter(shown: number): number {
  return Math.max(LEAST_STEP, Math.floor(shown / PART));
}

/** It runs fast or slow from now on; what had built up before shows at once. */
function drift(device: Device, ppm: number): OperationResult {
  restartClock(device, exactOffset(device));
  device.state.clock = { ...device.state.clock, ppm };
  return 'success';
}

export const clockDrift: DeviceFunction<Device> = {
  timed: drifting,
  operations: { drift: (device, { ppm }) => drift(device, ppm) },
};
