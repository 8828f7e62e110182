import type { Meter } from './meter.ts';
import type { ObjectRef } from './objects.ts';
import { numberOf } from './values.ts';

/** Attributes and methods of Disconnect control (Blue Book 4.5.8). */
const CONTROL_STATE = 3;
const CONTROL_MODE = 4;
const REMOTE_DISCONNECT = 1;
const REMOTE_RECONNECT = 2;

/** Control states, and the SupplyState of the MMC that each is. */
const supplyStates = ['Disabled', 'Enabled', 'Armed'] as const;
export type SupplyState = (typeof supplyStates)[number];

export function readSupplyState(meter: Meter, control: ObjectRef): Promise<SupplyState> {
  return meter.read(control, CONTROL_STATE, (data) => {
    const state = numberOf(data);
    const supplyState = supplyStates[state];
    if (supplyState === undefined) throw meter.unexpected(`control state ${state}`);
    return supplyState;
  });
}

/** Decides what a reconnection by a client leads to: control mode 3 to Armed, 4 to Enabled. */
export function writeControlMode(meter: Meter, control: ObjectRef, mode: 3 | 4): Promise<void> {
  return meter.write(control, CONTROL_MODE, { type: 'enum', value: mode });
}

export function disconnect(meter: Meter, control: ObjectRef): Promise<void> {
  return meter.invoke(control, REMOTE_DISCONNECT, { type: 'integer', value: 0 });
}

export function reconnect(meter: Meter, control: ObjectRef): Promise<void> {
  return meter.invoke(control, REMOTE_RECONNECT, { type: 'integer', value: 0 });
}
