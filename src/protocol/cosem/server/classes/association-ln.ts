import { type Obis, obisBytes } from '../../../../core/identifiers.ts';
import type { AttributeAccess } from '../../access-modes.ts';
import { type ApplicationContext, type Mechanism, mechanisms } from '../../apdu/association.ts';
import { type Conformance, DLMS_VERSION } from '../../apdu/initiate.ts';
import type { Data } from '../../data.ts';
import type { AccessByClient, AssociationTerms, Attribute, Call, CosemObject } from '../object.ts';
import { objectList } from './object-list.ts';

/** How one client associates. */
export interface AssociationPartner {
  readonly context: ApplicationContext;
  readonly mechanism: Mechanism;
  /** Logical name of the client's security setup. */
  readonly securitySetup?: Obis;
}

export interface AssociationLnOptions {
  /** 0.0.40.0.0.255 for the current association, 0.0.40.0.n.255 for that of one client. */
  readonly logicalName: Obis;
  /** The client whose association this is; absent for the current association, which is that of whoever asks. */
  readonly clientSap?: number;
  readonly serverSap: number;
  /** By client SAP (0 to 127): the clients of the logical device. Each of them reads the object. */
  readonly partners: Readonly<Record<number, AssociationPartner>>;
  /** What the device offers, for an association that isn't there now. */
  readonly conformance: Conformance;
  readonly maxReceivePduSize: number;
}

const associationStatus = { 'non-associated': 0, associated: 2 } as const;
/** Contents of the object identifiers 2.16.756.5.8.1 and 2.16.756.5.8.2, and the last arc (Green Book, ACSE). */
const contextName = [0x60, 0x85, 0x74, 0x05, 0x08, 0x01];
const mechanismName = [0x60, 0x85, 0x74, 0x05, 0x08, 0x02];
const contextIds: Readonly<Record<ApplicationContext, number>> = {
  'logical-name': 1,
  'logical-name-with-ciphering': 3,
};

/**
 * Blue Book, Association LN (class 15, version 1). The server itself answers reply_to_HLS_authentication while HLS is
 * pending; the method is here for the object list, and refuses whoever is associated already.
 */
export function associationLn<D>(options: AssociationLnOptions): CosemObject<D> {
  const sapOf = (call: Call<D>): number => options.clientSap ?? call.clientSap;
  const partnerOf = (call: Call<D>): AssociationPartner =>
    options.partners[sapOf(call)] ?? { context: 'logical-name', mechanism: 'none' };
  const readers = accessOf(options, 'read-only');
  const attribute = (name: string, read: (call: Call<D>) => Data): Attribute<D> => ({
    name,
    access: readers,
    read: (_device, call) => read(call),
  });
  return {
    classId: 15,
    version: 1,
    logicalName: options.logicalName,
    description: options.clientSap === undefined ? 'Current association' : `Association of client ${options.clientSap}`,
    attributes: {
      2: attribute('object_list', (call) => objectList(call.tree, sapOf(call))),
      3: attribute('associated_partners_id', (call) => ({
        type: 'structure',
        value: [
          { type: 'integer', value: sapOf(call) },
          { type: 'long-unsigned', value: options.serverSap },
        ],
      })),
      4: attribute('application_context_name', (call) =>
        octets(Uint8Array.of(...contextName, contextIds[partnerOf(call).context])),
      ),
      5: attribute('xDLMS_context_info', (call) => contextInfo(options, termsOf(options, call))),
      6: attribute('authentication_mechanism_name', (call) =>
        octets(Uint8Array.of(...mechanismName, mechanisms[partnerOf(call).mechanism])),
      ),
      7: { name: 'secret', access: {} },
      8: attribute('association_status', (call) => ({
        type: 'enum',
        value: associationStatus[sapOf(call) === call.clientSap ? 'associated' : 'non-associated'],
      })),
      9: attribute('security_setup_reference', (call) => {
        const { securitySetup } = partnerOf(call);
        return octets(securitySetup === undefined ? new Uint8Array(6) : obisBytes(securitySetup));
      }),
    },
    methods: {
      1: {
        name: 'reply_to_HLS_authentication',
        access: options.clientSap === undefined ? hlsClients(options) : {},
        invoke: () => 'other-reason',
      },
    },
  };
}

function accessOf({ partners }: AssociationLnOptions, mode: AttributeAccess): AccessByClient<AttributeAccess> {
  return Object.fromEntries(Object.keys(partners).map((sap) => [sap, mode]));
}

function hlsClients({ partners }: AssociationLnOptions): AccessByClient<'access'> {
  const saps = Object.entries(partners).filter(([, { mechanism }]) => mechanism === 'hls-gmac');
  return Object.fromEntries(saps.map(([sap]) => [sap, 'access']));
}

/** What was agreed, where the association is the one that the call comes by. */
function termsOf<D>({ clientSap }: AssociationLnOptions, call: Call<D>): AssociationTerms | undefined {
  return clientSap === undefined || clientSap === call.clientSap ? call.association : undefined;
}

function contextInfo(options: AssociationLnOptions, terms: AssociationTerms | undefined): Data {
  const { conformance } = terms ?? options;
  return {
    type: 'structure',
    value: [
      { type: 'bit-string', value: conformance.toString(2).padStart(24, '0') },
      { type: 'long-unsigned', value: terms?.serverMaxReceivePduSize ?? options.maxReceivePduSize },
      { type: 'long-unsigned', value: terms?.clientMaxReceivePduSize ?? 0 },
      { type: 'unsigned', value: DLMS_VERSION },
      { type: 'integer', value: 0 },
      // A dedicated key, which nobody is told.
      octets(new Uint8Array(0)),
    ],
  };
}

function octets(value: Uint8Array): Data {
  return { type: 'octet-string', value };
}
