import { conformanceOf } from '../../protocol/cosem/apdu/initiate.ts';
import { type AssociationPartner, associationLn } from '../../protocol/cosem/server/classes/association-ln.ts';
import { sapAssignment } from '../../protocol/cosem/server/classes/sap-assignment.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { hdlcSetup } from '../classes/hdlc-setup.ts';
import { localPortSetup } from '../classes/local-port-setup.ts';
import type { CommonModel } from '../files/device-model.ts';
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
