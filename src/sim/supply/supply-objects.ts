import { disconnectControl } from '../classes/disconnect-control.ts';
import { type ScriptAction, scriptTable } from '../classes/script-table.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from '../meter/meter.ts';
import { setControlMode, triggerSupply } from './supply-control.ts';

const rights = { read: securedClients, write: [CRITICAL] };

function setMode(mode: number): ScriptAction {
  return {
    service: 'write',
    classId: 70,
    logicalName: obis.disconnectControl,
    index: 4,
    parameter: { type: 'enum', value: mode },
  };
}

function call(index: number): ScriptAction {
  return {
    service: 'execute',
    classId: 70,
    logicalName: obis.disconnectControl,
    index,
    parameter: { type: 'integer', value: 0 },
  };
}

const remoteDisconnect = call(1);
const remoteReconnect = call(2);
/** Modes in which remote_reconnect connects at once, or leaves the last step to the consumer. */
const DIRECT = 4;
const BY_CONSUMER = 3;

/** The supply, and scripts that disable (1), enable (2) and arm (3) it; enable and arm choose their control mode. */
export const supplyFunction: DeviceFunction<Meter> = {
  objects: [
    disconnectControl<Meter>(obis.disconnectControl, rights, {
      state: ({ state }) => state.supply.state,
      mode: ({ state }) => state.supply.mode,
      setMode: setControlMode,
      trigger: triggerSupply,
    }),
    scriptTable<Meter>(obis.disconnectScripts, 'Disconnect script table', rights, [CRITICAL], {
      1: [remoteDisconnect],
      2: [setMode(DIRECT), remoteReconnect],
      3: [setMode(BY_CONSUMER), remoteReconnect],
    }),
  ],
  operations: {
    supply: (meter, { trigger }) => (triggerSupply(meter, trigger) === 'success' ? 'success' : 'refused'),
  },
};
