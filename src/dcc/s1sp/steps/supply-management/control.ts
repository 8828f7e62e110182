import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { supply } from '../../objects/supply.ts';
import { numberOf } from '../../values.ts';

/** Attributes and methods of Disconnect control (Blue Book 4.5.8), and of a Script table (4.5.2). */
const CONTROL_STATE = 3;
const CONTROL_MODE = 4;
const REMOTE_DISCONNECT = 1;
const REMOTE_RECONNECT = 2;
const EXECUTE = 1;
const NO_PARAMETER: Data = { type: 'integer', value: 0 };

/** Scripts of the Disconnect script table; which number does what is ours. */
const scripts = { disable: 1, enable: 2, arm: 3 } as const;

/** Control states, and the SupplyState of the MMC that each is. */
export const supplyStates = ['Disabled', 'Enabled', 'Armed'] as const;
export type SupplyState = (typeof supplyStates)[number];

export function readSupplyState(device: Device): Promise<SupplyState> {
  return device.read(supply.disconnectControl, CONTROL_STATE, (data) => {
    const state = numberOf(data);
    const supplyState = supplyStates[state];
    if (supplyState === undefined) throw device.unexpected(`control state ${state}`);
    return supplyState;
  });
}

/** Whether the supply is in that state, for a step that stayed without answer. */
export function isState(device: Device, state: SupplyState): () => Promise<boolean> {
  return async () => {
    const now = await device.peek(supply.disconnectControl, CONTROL_STATE);
    return now !== undefined && supplyStates[numberOf(now)] === state;
  };
}

/** Decides what a reconnection by a client leads to: control mode 3 to Armed, 4 to Enabled. */
export function writeControlMode(device: Device, mode: 3 | 4): Promise<void> {
  return device.write(supply.disconnectControl, CONTROL_MODE, { type: 'enum', value: mode });
}

export function disconnect(device: Device): Promise<void> {
  return device.invoke(supply.disconnectControl, REMOTE_DISCONNECT, NO_PARAMETER, isState(device, 'Disabled'));
}

export function reconnect(device: Device, isDone: () => Promise<boolean>): Promise<void> {
  return device.invoke(supply.disconnectControl, REMOTE_RECONNECT, NO_PARAMETER, isDone);
}

/** Has the meter carry out its own script, which sets the control mode that it needs. */
export function executeScript(device: Device, script: keyof typeof scripts, state: SupplyState): Promise<void> {
  return device.invoke(
    supply.scripts,
    EXECUTE,
    { type: 'long-unsigned', value: scripts[script] },
    isState(device, state),
  );
}
