import { fromHex, toHex } from '../../core/bytes.ts';
import { eui64Bytes } from '../../core/identifiers.ts';
import { conformanceOf } from '../../protocol/cosem/apdu/initiate.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { type AssociationPartner, associationLn } from '../../protocol/cosem/server/classes/association-ln.ts';
import { sapAssignment } from '../../protocol/cosem/server/classes/sap-assignment.ts';
import { type GlobalKeyId, securitySetup } from '../../protocol/cosem/server/classes/security-setup.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { hdlcSetup } from '../classes/hdlc-setup.ts';
import { localPortSetup } from '../classes/local-port-setup.ts';
import type { DeviceModel } from '../files/device-model.ts';
import { CRITICAL, everyClient, NON_CRITICAL, PUBLIC, securedClients } from './clients.ts';
import type { Esme } from './esme.ts';
import { logicalDeviceName } from './identity-objects.ts';
import { associationOf, obis, securitySetupOf } from './obis.ts';
import type { ClientState } from './state.ts';

/** What the meter offers to any client. */
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

/** Frames of HDLC, and how fast the optical port may be. */
export const hdlcParameters = {
  maxInformationTransmit: 512,
  maxInformationReceive: 512,
  windowTransmit: 4,
  windowReceive: 4,
} as const;
export const opticalPort = { initialBaud: 300, proposedBaud: 9600 } as const;

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

/** How the meter is reached, and by whom. */
export function communicationObjects({ addressing }: DeviceModel): readonly CosemObject<Esme>[] {
  const association = {
    serverSap: addressing['server-sap'],
    partners,
    conformance,
    maxReceivePduSize: addressing['max-receive-pdu-size'],
  };
  return [
    sapAssignment<Esme>({
      access: Object.fromEntries(everyClient.map((sap) => [sap, 'read-only'])),
      logicalDevices: (esme) => [{ sap: addressing['server-sap'], name: encoder.encode(logicalDeviceName(esme)) }],
    }),
    associationLn<Esme>({ logicalName: obis.currentAssociation, ...association }),
    ...everyClient.map((clientSap) =>
      associationLn<Esme>({ logicalName: associationOf(clientSap), clientSap, ...association }),
    ),
    clientSecurity(NON_CRITICAL, securedClients),
    clientSecurity(CRITICAL, [CRITICAL]),
    hdlcSetup<Esme>(obis.hdlc, forSecured, {
      baud: opticalPort.proposedBaud,
      windowSizeTransmit: hdlcParameters.windowTransmit,
      windowSizeReceive: hdlcParameters.windowReceive,
      maxInfoFieldLengthTransmit: hdlcParameters.maxInformationTransmit,
      maxInfoFieldLengthReceive: hdlcParameters.maxInformationReceive,
      interOctetTimeOut: 25,
      inactivityTimeOut: addressing['hdlc-inactivity-seconds'],
      deviceAddress: addressing['hdlc-address'],
    }),
    localPortSetup<Esme>(obis.opticalPort, forSecured, {
      defaultMode: 0,
      defaultBaud: opticalPort.initialBaud,
      proposedBaud: opticalPort.proposedBaud,
      responseTime: 1,
      deviceAddress: ({ entry }) => entry.serial,
    }),
  ];
}

/** The security setup of a client, whose keys `managers` may read about and replace. */
function clientSecurity(sap: 1 | 2, managers: readonly number[]): CosemObject<Esme> {
  const setup = securitySetup<Esme>({
    logicalName: securitySetupOf(sap),
    clientSap: sap,
    access: Object.fromEntries(managers.map((manager) => [manager, 'read-only'])),
    methodAccess: Object.fromEntries(managers.map((manager) => [manager, 'access'])),
    policy: () => 'authenticated-encrypted',
    serverSystemTitle: ({ entry }) => eui64Bytes(entry.eui64),
    masterKey: ({ state }) => fromHex(state.master),
    // Nothing is stronger than the policy in force.
    activate: () => 'success',
    replaceKeys: (esme, keys) => replaceKeys(esme, sap, keys),
  });
  const { [GLOBAL_KEY_TRANSFER]: transfer, ...others } = setup.methods ?? {};
  if (transfer === undefined) return setup;
  return { ...setup, methods: { ...others, [GLOBAL_KEY_TRANSFER]: recordingRefusals(transfer) } };
}

function recordingRefusals(transfer: Method<Esme>): Method<Esme> {
  return {
    ...transfer,
    invoke(esme, parameters, call) {
      const result = transfer.invoke(esme, parameters, call);
      if (result !== 'success') esme.record('key-refused');
      return result;
    },
  };
}

const keyNames: Partial<Readonly<Record<GlobalKeyId, 'encryption' | 'authentication'>>> = {
  'global-unicast-encryption-key': 'encryption',
  'authentication-key': 'authentication',
};

function replaceKeys(esme: Esme, sap: 1 | 2, keys: ReadonlyMap<GlobalKeyId, Uint8Array>): ActionResult {
  const changes: Partial<ClientState> = {};
  for (const [id, key] of keys) {
    const name = keyNames[id];
    // The meter hears no broadcasts.
    if (name === undefined) return 'other-reason';
    changes[name] = toHex(key);
  }
  const client = esme.state.clients[sap];
  // Green Book 9.2: a counter belongs to an encryption key, and begins anew with another one. The meter's own goes on,
  // so that it never repeats, even where an old key comes back.
  if (changes.encryption !== undefined && changes.encryption !== client.encryption) changes.nextAccepted = 0;
  Object.assign(client, changes);
  esme.record('key-changed');
  return 'success';
}
