import { z } from 'zod';
import type { Inventory, InventoryDevice } from '../inventory.ts';
import { eui64 } from '../s1sp/eui64.ts';
import { exactlyOne, whole } from '../s1sp/parameters.ts';
import { importMpxn, text } from './device-details.ts';
import { nonDeviceService } from './non-device-service.ts';

/** DUIS ReadInventory: whose devices are looked for. */
const parameters = z
  .strictObject({
    UPRN: whole(1, 999_999_999_999).optional(),
    DeviceID: eui64.optional(),
    MPxN: importMpxn.optional(),
    PropertyFilter: z.strictObject({ PostCode: text(6, 8), AddressIdentifier: text(0, 30) }).optional(),
  })
  .superRefine(exactlyOne('UPRN', 'DeviceID', 'MPxN', 'PropertyFilter'));

/** A hub and the sixteen devices that it may have around it. */
const MOST_DEVICES = 17;

/**
 * SRV 8.2: the devices that were looked for, each with all those of its home area network (DSPInventory). That the whole
 * network is told is ours: DUIS has room for one.
 */
export const readInventory = nonDeviceService('8.2', parameters, (wanted, { inventory }) => {
  const found = inventory.devices().filter((device) => isWanted(device, wanted));
  const all = new Set(found.flatMap((device) => networkOf(device, inventory)));
  if (all.size === 0) return { responseCode: 'E080201' };
  const told = [...all].slice(0, MOST_DEVICES).map((device) => entryOf(device, inventory));
  return { responseCode: 'I0', body: { Device: told } };
});

function isWanted(device: InventoryDevice, { UPRN, DeviceID, MPxN, PropertyFilter }: z.output<typeof parameters>) {
  const { id, mpxns, property } = device;
  if (DeviceID !== undefined) return id === DeviceID;
  if (MPxN !== undefined) return Object.values(mpxns ?? {}).includes(MPxN);
  if (UPRN !== undefined) return property?.uprn === UPRN;
  const { PostCode, AddressIdentifier } = PropertyFilter ?? {};
  return PostCode !== undefined && property?.postCode === PostCode && property.addressIdentifier === AddressIdentifier;
}

function networkOf(device: InventoryDevice, inventory: Inventory): readonly InventoryDevice[] {
  const hub = device.type === 'CHF' ? device : device.hub && inventory.device(device.hub);
  return hub === undefined ? [device] : [device, hub, ...inventory.behind(hub.id)];
}

/** DUIS Device. */
function entryOf(device: InventoryDevice, { cpl }: Inventory): object {
  const { id, type, status, manufacturer, model, mpxns = {}, property = {} } = device;
  const { smetsVersion, firmware, esmeVariant, commissioned } = device;
  const { uprn, postCode, addressIdentifier } = property;
  const listed = firmware === undefined ? undefined : cpl.find(device, firmware);
  return present({
    DeviceID: id,
    DeviceType: type,
    DeviceStatus: status,
    DeviceManufacturer: manufacturer,
    DeviceModel: model,
    SMETSCHTSVersion: smetsVersion,
    DeviceFirmwareVersion: firmware,
    DeviceFirmwareVersionStatus: listed?.status,
    CPLStatus: listed?.status,
    DateCommissioned: commissioned?.toString(),
    ImportMPxN: mpxns.import,
    SecondaryImportMPAN: mpxns.secondaryImport,
    ExportMPAN: mpxns.export,
    ESMEVariant: esmeVariant,
    UPRN: uprn,
    PropertyFilter: postCode && { PostCode: postCode, AddressIdentifier: addressIdentifier ?? '' },
    CSPRegion: 'SMETS1',
  });
}

/** What is known. */
function present(entry: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
