import type { ClockAccess } from '../classes/clock.ts';
import { restartClock } from './clock-drift.ts';
import type { Device } from './device.ts';

/** 2000-01-01 and 2100-01-01, milliseconds from 1970: what the clock can show. */
const RANGE = { from: 946_684_800_000, to: 4_102_444_800_000 } as const;
/** Blue Book 4.5.1, clock_status: doubtful value. */
const DOUBTFUL = 0x02;

/**
 * The clock of a device. A client that sets it decides what it shows, however far off that is; a client that adjusts
 * it can be wrong only by as much as an adjustment may be, and a time that was to be taken over within a certain
 * interval is taken over only then.
 */
export const clockControl: ClockAccess<Device> = {
  time: (device) => device.time(),

  status: ({ state }) => (state.clock.isReliable ? 0 : DOUBTFUL),

  setTime(device, time) {
    if (time < RANGE.from || time >= RANGE.to) return 'other-reason';
    const isAdjustment = isWithinTolerance(device, time);
    takeOver(device, time);
    device.record(isAdjustment ? 'clock-adjusted' : 'clock-set');
    return 'success';
  },

  adjustTime(device, time) {
    if (!isWithinTolerance(device, time)) {
      device.record('clock-adjustment-refused');
      return 'other-reason';
    }
    takeOver(device, time);
    device.record('clock-adjusted');
    return 'success';
  },

  preset: (device) => device.state.preset ?? undefined,

  setPreset(device, preset) {
    device.state.preset = preset;
  },

  presetRefused: (device) => device.record('clock-outside-tolerance'),
};

/** The clock is no longer trusted, until it is set. */
export function doubtClock(device: Device): void {
  if (!device.state.clock.isReliable) return;
  device.state.clock = { ...device.state.clock, isReliable: false };
  device.record('clock-doubtful');
}

function isWithinTolerance(device: Device, time: number): boolean {
  return Math.abs(time - device.time()) <= 1000 * device.model.clock['adjustment-seconds'];
}

function takeOver(device: Device, time: number): void {
  restartClock(device, time - device.now());
  if (!device.state.clock.isReliable) device.state.clock = { ...device.state.clock, isReliable: true };
}
