import { Random } from '../../core/random.ts';
import { HALF_HOUR } from '../readings/source.ts';
import type { DeviceFunction, Timed } from './design.ts';
import type { Device } from './device.ts';
import type { OperationResult } from './operations.ts';

/** Milliseconds: what has built up shows from there on. */
const LEAST_STEP = 1000;
/** Of what the clock has drifted since it was set, so much may not show yet. */
const PART = 8;
const MILLION = 1_000_000;
const MINUTE = 60_000;

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
function exactOffset(device: Device): number {
  const { since, offset } = device.state.clock;
  return offset + Math.trunc((driftOf(device) * (device.now() - since)) / MILLION);
}

/**
 * From now on the clock is ahead by `offset`, and drifts from there.
 * @param isSet whether somebody set it
 */
export function restartClock(device: Device, offset: number, isSet = true): void {
  if (offset !== device.clockOffset) device.setClockOffset(offset, isSet);
  device.state.clock = { ...device.state.clock, since: device.now(), offset };
}

/**
 * A clock drifts all the time, and shows it in steps: each begins an era of the registers, of which a meter keeps few.
 * A step is at least a second, and an eighth of what the clock has drifted since it was set: in five years at 2 ppm there
 * are 39, and at 100 ppm, which is a fault, 70.
 */
const drifting: Timed<Device> = {
  next(device) {
    const ppm = driftOf(device);
    if (ppm === 0) return Number.POSITIVE_INFINITY;
    const { since, offset } = device.state.clock;
    const shown = Math.abs(device.clockOffset - offset);
    const step = stepAfter(shown);
    const due = since + Math.ceil(((shown + step) * MILLION) / Math.abs(ppm));
    return betweenCaptures(due, device.clockOffset, Math.sign(ppm) * step);
  },
  act(device) {
    const { offset } = device.state.clock;
    const step = stepAfter(Math.abs(device.clockOffset - offset));
    device.setClockOffset(device.clockOffset + Math.sign(driftOf(device)) * step, false);
  },
};

/**
 * When a clock that is ahead by `offset` is put on by `by`, not before `at`, so that it shows no time twice, or never, at
 * which a profile captures: no real clock drifts in steps, so none loses a row by drifting.
 */
function betweenCaptures(at: number, offset: number, by: number): number {
  const grid = Math.abs(by) < MINUTE ? MINUTE : HALF_HOUR;
  const slow = offset + Math.min(by, 0);
  const capture = Math.floor((at + offset + Math.max(by, 0)) / grid) * grid;
  return Math.max(at, capture - slow);
}

function stepAfter(shown: number): number {
  return Math.max(LEAST_STEP, Math.floor(shown / PART));
}

/** It runs fast or slow from now on; what had built up before shows at once. */
function drift(device: Device, ppm: number): OperationResult {
  restartClock(device, exactOffset(device), false);
  device.state.clock = { ...device.state.clock, ppm };
  return 'success';
}

export const clockDrift: DeviceFunction<Device> = {
  timed: drifting,
  operations: { drift: (device, { ppm }) => drift(device, ppm) },
};
