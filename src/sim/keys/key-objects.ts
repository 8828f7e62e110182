import { eui64Bytes, type Obis, parseObis } from '../../core/identifiers.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { type GlobalKeyId, securitySetup } from '../../protocol/cosem/server/classes/security-setup.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { doubleLongUnsigned } from '../classes/values.ts';
import { CRITICAL, NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction, Timed } from '../device/design.ts';
import type { Device } from '../device/device.ts';
import { securitySetupOf } from '../device/obis.ts';
import { epochOf, nextKeys, recoverKeys, type SecuredSap, transferKeys } from './key-sets.ts';
import type { ClientState } from './state.ts';

const GLOBAL_KEY_TRANSFER = 2;

/** Logical names of our own: E is the client's SAP. The Blue Book has none for this, and C 128 is for manufacturers. */
const keyNames = {
  epoch: (sap: SecuredSap): Obis => parseObis(`0.0.128.43.${sap}.255`),
  nextEpoch: (sap: SecuredSap): Obis => parseObis(`0.0.128.44.${sap}.255`),
} as const;

/** Keys that nobody uses in time are given up. */
const recovery: Timed<Device> = {
  next({ state }) {
    const { clients } = state;
    return Math.min(endOf(clients[NON_CRITICAL].keys), endOf(clients[CRITICAL].keys));
  },
  act(device) {
    const now = device.now();
    for (const sap of securedClients) if (endOf(device.state.clients[sap].keys) <= now) recoverKeys(device, sap);
  },
};

/** The keys of the clients: who transfers which, and how the device changes from one set to another. */
export const keyFunction: DeviceFunction<Device> = {
  objects: [
    ...keyObjects(NON_CRITICAL, securedClients),
    // Whoever holds the keys of the critical client alone may change them.
    ...keyObjects(CRITICAL, [CRITICAL]),
  ],
  timed: recovery,
};

/** @param managers clients that may read about the keys of `sap` and replace them */
function keyObjects(sap: SecuredSap, managers: readonly number[]): readonly CosemObject<Device>[] {
  return [
    clientSecurity(sap, managers),
    data<Device, number>(
      keyNames.epoch(sap),
      `Key epoch of client ${sap}: how often other keys have taken the place of those in force`,
      doubleLongUnsigned,
      { read: securedClients },
      (device) => epochOf(device, sap),
    ),
    data<Device, number>(
      keyNames.nextEpoch(sap),
      `Key epoch of client ${sap} once keys that wait to be used are; that in force where none wait`,
      doubleLongUnsigned,
      { read: securedClients },
      (device) => epochOf(device, sap) + (nextKeys(device, sap) === undefined ? 0 : 1),
    ),
  ];
}

function endOf(keys: ClientState['keys']): number {
  return keys?.next?.until ?? Number.POSITIVE_INFINITY;
}

/** The security setup of a client. */
function clientSecurity(sap: SecuredSap, managers: readonly number[]): CosemObject<Device> {
  const setup = securitySetup<Device>({
    logicalName: securitySetupOf(sap),
    clientSap: sap,
    access: Object.fromEntries(managers.map((manager) => [manager, 'read-only'])),
    methodAccess: Object.fromEntries(managers.map((manager) => [manager, 'access'])),
    policy: () => 'authenticated-encrypted',
    serverSystemTitle: ({ entry }) => eui64Bytes(entry.eui64),
    masterKey: ({ entry }) => entry.keys.master,
    // Nothing is stronger than the policy in force.
    activate: () => 'success',
    replaceKeys: (device, keys) => replaceKeys(device, sap, keys),
  });
  const { [GLOBAL_KEY_TRANSFER]: transfer, ...others } = setup.methods ?? {};
  if (transfer === undefined) return setup;
  return { ...setup, methods: { ...others, [GLOBAL_KEY_TRANSFER]: recordingRefusals(transfer) } };
}

function recordingRefusals(transfer: Method<Device>): Method<Device> {
  return {
    ...transfer,
    invoke(device, parameters, call) {
      const result = transfer.invoke(device, parameters, call);
      if (result !== 'success') {
        device.record(device.entry.keys.master === undefined ? 'master-key-missing' : 'key-refused');
      }
      return result;
    },
  };
}

function replaceKeys(device: Device, sap: SecuredSap, transferred: ReadonlyMap<GlobalKeyId, Uint8Array>): ActionResult {
  // The device hears no broadcasts.
  if (transferred.has('global-broadcast-encryption-key')) return 'other-reason';
  const encryption = transferred.get('global-unicast-encryption-key');
  const authentication = transferred.get('authentication-key');
  transferKeys(device, sap, {
    ...(encryption !== undefined && { encryption }),
    ...(authentication !== undefined && { authentication }),
  });
  return 'success';
}
