import type { Eui64 } from '../core/identifiers.ts';
import type { Inventory, InventoryDevice } from './inventory.ts';

/** A request that a device has carried out. */
export interface CarriedOut {
  readonly inventory: Inventory;
  /** As it was before. */
  readonly device: InventoryDevice;
  /** As the schema of the steps made them. */
  readonly parameters: object;
  readonly body: object;
  readonly at: Temporal.Instant;
}

type Effect = (carriedOut: CarriedOut) => void;

/** What the inventory learns from each SRV that a device has carried out. */
const effects: Readonly<Record<string, Effect>> = {
  '6.20.1': ({ inventory, device, parameters }) => {
    const { ImportMPRN, ImportMPANs } = parameters as ImportMpxn;
    const imported = ImportMPANs?.ImportMPAN ?? ImportMPRN;
    if (imported !== undefined) inventory.update(device.id, { mpxns: { ...device.mpxns, import: imported } });
  },
  '8.1.1': ({ inventory, device, at }) =>
    inventory.update(device.id, { status: 'Commissioned', commissioned: at.toZonedDateTimeISO('UTC').toPlainDate() }),
  '8.7.1': join,
  '8.7.2': join,
  '8.8.1': unjoin,
  '8.8.2': unjoin,
  '8.11': updateDeviceLog,
  '11.2': takeFirmware,
  '11.3': takeFirmware,
};

/** Has the inventory know what a device has carried out, where that is of interest to it. */
export function applyEffect(srv: string, carriedOut: CarriedOut): void {
  effects[srv]?.(carriedOut);
}

/** DUIS SetDeviceConfigurationImportMPxN; no meter here takes a secondary one. */
interface ImportMpxn {
  readonly ImportMPANs?: { readonly ImportMPAN: string };
  readonly ImportMPRN?: string;
}

/** DUIS JoinOrUnjoinDevice. */
interface OtherDevice {
  readonly OtherDeviceID: Eui64;
}

/** Body of the MMC's response to it (StatusASN1). */
interface JoinOutcome {
  readonly joinResponseCode?: { readonly ASN1Status: string };
  readonly unjoinResponseCode?: { readonly ASN1Status: string };
}

/** DUIS UpdateHANDeviceLog. */
interface HanDeviceLog {
  readonly DeviceID: Eui64;
  readonly RequestType: 'Add' | 'Remove';
}

function join({ inventory, device, parameters, body }: CarriedOut): void {
  if (!isSuccess((body as JoinOutcome).joinResponseCode)) return;
  for (const [id, other] of bothWays(device, parameters)) {
    const joined = inventory.device(id)?.joined ?? [];
    if (!joined.includes(other)) inventory.update(id, { joined: [...joined, other] });
  }
}

function unjoin({ inventory, device, parameters, body }: CarriedOut): void {
  if (!isSuccess((body as JoinOutcome).unjoinResponseCode)) return;
  for (const [id, other] of bothWays(device, parameters)) {
    const joined = inventory.device(id)?.joined;
    if (joined !== undefined) inventory.update(id, { joined: joined.filter((each) => each !== other) });
  }
}

function isSuccess(status: JoinOutcome['joinResponseCode']): boolean {
  return status?.ASN1Status === 'success';
}

function bothWays({ id }: InventoryDevice, parameters: object): readonly (readonly [Eui64, Eui64])[] {
  const { OtherDeviceID: other } = parameters as OtherDevice;
  return [
    [id, other],
    [other, id],
  ];
}

/** A device that is new to the hub is expected there from now on; one that was not yet installed no longer is. */
function updateDeviceLog({ inventory, device, parameters }: CarriedOut): void {
  const { DeviceID, RequestType } = parameters as HanDeviceLog;
  const other = inventory.device(DeviceID);
  if (other === undefined) return;
  const { hub: _, ...withoutHub } = other;
  if (RequestType === 'Add') {
    inventory.put({ ...other, hub: device.id, status: other.status === 'Pending' ? 'Whitelisted' : other.status });
  } else {
    inventory.put({ ...withoutHub, status: other.status === 'Whitelisted' ? 'Pending' : other.status });
  }
}

/** What a device says that it runs. */
function takeFirmware({ inventory, device, body }: CarriedOut): void {
  const { FirmwareVersion } = body as { readonly FirmwareVersion?: string };
  if (FirmwareVersion !== undefined) inventory.update(device.id, { firmware: FirmwareVersion });
}
