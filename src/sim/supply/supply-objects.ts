import { parseObis } from '../../core/identifiers.ts';
import { data } from '../classes/data.ts';
import { disconnectControl } from '../classes/disconnect-control.ts';
import { type ScriptAction, scriptTable } from '../classes/script-table.ts';
import { enumeration } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from '../meter/meter.ts';
import { supplyCauses, supplyTamperStates } from './state.ts';
import { setControlMode, triggerSupply } from './supply-control.ts';

/** Names of our own. */
const names = {
  tamperState: parseObis('0.0.131.1.0.255'),
  cause: parseObis('0.0.131.1.1.255'),
};

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

export const supplyScripts = {
  disable: [remoteDisconnect],
  enable: [setMode(DIRECT), remoteReconnect],
  arm: [setMode(BY_CONSUMER), remoteReconnect],
} as const;

/** Why the supply is as it is. */
export const supplyCause = data<Meter, number>(
  names.cause,
  `Cause of the supply state: ${supplyCauses.map((cause, i) => `${i} ${cause}`).join(', ')}`,
  enumeration,
  { read: securedClients },
  ({ state }) => supplyCauses.indexOf(state.supply.cause),
);

/** The supply, and scripts that disable (1), enable (2) and arm (3) it; enable and arm choose their control mode. */
export const supplyFunction: DeviceFunction<Meter> = {
  objects: [
    disconnectControl<Meter>(obis.disconnectControl, rights, {
      state: ({ state }) => state.supply.state,
      isClosed: ({ state }) => state.supply.closed,
      mode: ({ state }) => state.supply.mode,
      setMode: setControlMode,
      trigger: triggerSupply,
    }),
    scriptTable<Meter>(obis.disconnectScripts, 'Disconnect script table', rights, [CRITICAL], {
      1: supplyScripts.disable,
      2: supplyScripts.enable,
      3: supplyScripts.arm,
    }),
    supplyCause,
  ],
  operations: {
    supply: (meter, { trigger }) => (triggerSupply(meter, trigger) === 'success' ? 'success' : 'refused'),
  },
};

/** What becomes of the supply when somebody tampers with the meter (SRV 6.25). */
export const supplyTamperFunction: DeviceFunction<Meter> = {
  objects: [
    data<Meter, number>(
      names.tamperState,
      'Supply tamper state: 0 unchanged, 1 locked',
      enumeration,
      rights,
      ({ state }) => supplyTamperStates.indexOf(state.supply.onTamper),
      ({ state }, value) => {
        const onTamper = supplyTamperStates[value];
        if (onTamper === undefined) return 'other-reason';
        state.supply = { ...state.supply, onTamper };
        return 'success';
      },
    ),
  ],
};
