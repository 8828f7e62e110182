import { doubtClock } from '../device/clock-control.ts';
import { restartClock } from '../device/clock-drift.ts';
import type { Device } from '../device/device.ts';
import type { OperationResult } from '../device/operations.ts';
import type { DeviceState } from '../device/state.ts';
import type { Outage, OutageState } from './state.ts';

const HOUR = 3_600_000;

/** A device that keeps when it had no power. */
export type MainsDevice = Device<DeviceState & { outages: OutageState }>;

/** What a model says of outages. */
export interface OutageFacts {
  readonly 'long-seconds': number;
  readonly kept: number;
  readonly 'clock-reserve-hours': number;
}

/** What else happens to a device of a kind. */
export interface PowerHooks<D> {
  /** It has lost power just now. */
  failed?(device: D): void;
  /** It has power again since just now. */
  restored?(device: D): void;
}

/** The mains fail: from now on the device is dead. Its last strength goes into writing that down. */
export function failPower<D extends MainsDevice>(device: D, { failed }: PowerHooks<D>): OperationResult {
  if (!device.state.power.on) return 'refused';
  device.record('supply-interrupted');
  device.state.power = { on: false, since: device.now() };
  failed?.(device);
  return 'success';
}

/**
 * The mains are back. A clock whose reserve has run out goes on from what it showed when they failed, and isn't trusted.
 * What has become due meanwhile is done now.
 */
export function restorePower<D extends MainsDevice>(
  device: D,
  facts: OutageFacts,
  { restored }: PowerHooks<D>,
): OperationResult {
  if (device.state.power.on) return 'refused';
  const now = device.now();
  const { since } = device.state.power;
  const began = since + device.clockOffset;
  device.state.power = { on: true, since: now };
  restored?.(device);
  if (now - since > HOUR * facts['clock-reserve-hours']) {
    restartClock(device, began - now);
    doubtClock(device);
  }
  const long = keepOutage(device, { from: since, to: now, began, ended: device.time() }, facts);
  device.record(long ? 'supply-restored-long' : 'supply-restored');
  return 'success';
}

/** Counts an outage that is over. @returns whether it was a long one */
export function keepOutage(
  device: MainsDevice,
  outage: Outage,
  facts: Pick<OutageFacts, 'long-seconds' | 'kept'>,
): boolean {
  const long = isLong(outage, facts);
  const { outages } = device.state;
  device.state.outages = {
    count: outages.count + 1,
    long: outages.long + (long ? 1 : 0),
    kept: [...outages.kept, outage].slice(-facts.kept),
  };
  return long;
}

export function isLong({ from, to }: Outage, facts: Pick<OutageFacts, 'long-seconds'>): boolean {
  return to - from >= 1000 * facts['long-seconds'];
}

/** Whether a device had no power at some time after `from`, until `to`; both true times. Older outages are forgotten. */
export function wasOff({ state }: MainsDevice, from: number, to: number): boolean {
  return state.outages.kept.some((outage) => outage.from < to && outage.to > from);
}
