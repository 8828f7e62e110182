import type { ClockAccess } from '../classes/clock.ts';
import type { Device } from './device.ts';

/** 2000-01-01 and 2100-01-01, milliseconds from 1970: what the clock can show. */
const RANGE = { from: 946_684_800_000, to: 4_102_444_800_000 } as const;
/** Milliseconds up to which a change is an adjustment; beyond, the clock was set. */
const TOLERANCE = 10_000;

export const clockControl: ClockAccess<Device> = {
  time: (device) => device.time(),

  setTime(device, time) {
    if (time < RANGE.from || time >= RANGE.to) return 'other-reason';
    const change = time - device.time();
    if (change !== 0) device.setClockOffset(device.clockOffset + change);
    device.record(Math.abs(change) <= TOLERANCE ? 'clock-adjusted' : 'clock-set');
    return 'success';
  },

  preset: (device) => device.state.preset ?? undefined,

  setPreset(device, preset) {
    device.state.preset = preset;
  },
};
