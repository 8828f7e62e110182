import { toHex } from '../../core/bytes.ts';
import { eui64Bytes } from '../../core/identifiers.ts';
import { conformanceOf } from '../../protocol/cosem/apdu/initiate.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { type AssociationPartner, associationLn } from '../../protocol/cosem/server/classes/association-ln.ts';
import { sapAssignment } from '../../protocol/cosem/server/classes/sap-assignment.ts';
import { type GlobalKeyId, securitySetup } from '../../protocol/cosem/server/classes/security-setup.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { hdlcSetup } from '../classes/hdlc-setup.ts';
import { localPortSetup } from '../classes/local-port-setup.ts';
import type { CommonModel } from '../files/device-model.ts';
import { changeClient, keysOf } from './client-policies.ts';
import { CRITICAL, everyClient, NON_CRITICAL, PUBLIC, securedClients } from './clients.ts';
import type { Device } from './device.ts';
import { logicalDeviceName } from './identity-objects.ts';
import { hdlcParameters, opticalPort } from './line-parameters.ts';
import { associationOf, obis, securitySetupOf } from './obis.ts';

/** What the device offers to any client. */
export const conformance = conformanceOf(
  'general-protection',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'get',
  'set',
  'selective-access',
  'action',
);

const GLOBAL_KEY_TRANSFER = 2;
const forSecured = { read: securedClients };
const encoder = new TextEncoder();

const secured = (sap: number): AssociationPartner => ({
  context: 'logical-name-with-ciphering',
  mechanism: 'hls-gmac',
  securitySetup: securitySetupOf(sap),
});

const partners: Readonly<Record<number, AssociationPartner>> = {
  [PUBLIC]: { context: 'logical-name', mechanism: 'none' },
  [NON_CRITICAL]: secured(NON_CRITICAL),
  [CRITICAL]: secured(CRITICAL),
};

/** How the device is reached, and by whom. */
export function communicationObjects({ addressing }: CommonModel): readonly CosemObject<Device>[] {
  const association = {
    serverSap: addressing['server-sap'],
    partners,
    conformance,
    maxReceivePduSize: addressing['max-receive-pdu-size'],
  };
  return [
    sapAssignment<Device>({
      access: Object.fromEntries(everyClient.map((sap) => [sap, 'read-only'])),
      logicalDevices: (device) => [{ sap: addressing['server-sap'], name: encoder.encode(logicalDeviceName(device)) }],
    }),
    associationLn<Device>({ logicalName: obis.currentAssociation, ...association }),
    ...everyClient.map((clientSap) =>
      associationLn<Device>({ logicalName: associationOf(clientSap), clientSap, ...association }),
    ),
    clientSecurity(NON_CRITICAL, securedClients),
    clientSecurity(CRITICAL, [CRITICAL]),
    hdlcSetup<Device>(obis.hdlc, forSecured, {
      baud: opticalPort.proposedBaud,
      windowSizeTransmit: hdlcParameters.windowTransmit,
      windowSizeReceive: hdlcParameters.windowReceive,
      maxInfoFieldLengthTransmit: hdlcParameters.maxInformationTransmit,
      maxInfoFieldLengthReceive: hdlcParameters.maxInformationReceive,
      interOctetTimeOut: 25,
      inactivityTimeOut: addressing['hdlc-inactivity-seconds'],
      deviceAddress: addressing['hdlc-address'],
    }),
    localPortSetup<Device>(obis.opticalPort, forSecured, {
      defaultMode: 0,
      defaultBaud: opticalPort.initialBaud,
      proposedBaud: opticalPort.proposedBaud,
      responseTime: 1,
      deviceAddress: ({ entry }) => entry.serial,
    }),
  ];
}

/** The security setup of a client, whose keys `managers` may read about and replace. */
function clientSecurity(sap: 1 | 2, managers: readonly number[]): CosemObject<Device> {
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
      if (result !== 'success') device.record('key-refused');
      return result;
    },
  };
}

const keyNames: Partial<Readonly<Record<GlobalKeyId, 'encryption' | 'authentication'>>> = {
  'global-unicast-encryption-key': 'encryption',
  'authentication-key': 'authentication',
};

function replaceKeys(device: Device, sap: 1 | 2, transferred: ReadonlyMap<GlobalKeyId, Uint8Array>): ActionResult {
  const { encryption, authentication } = keysOf(device, sap);
  const before = { encryption: toHex(encryption), authentication: toHex(authentication) };
  const keys = { ...before };
  for (const [id, key] of transferred) {
    const name = keyNames[id];
    // The device hears no broadcasts.
    if (name === undefined) return 'other-reason';
    keys[name] = toHex(key);
  }
  // Green Book 9.2: a counter belongs to an encryption key, and begins anew with another one. The device's own goes on,
  // so that it never repeats, even where an old key comes back.
  changeClient(device, sap, { keys, ...(keys.encryption !== before.encryption && { nextAccepted: 0 }) });
  device.record('key-changed');
  return 'success';
}
