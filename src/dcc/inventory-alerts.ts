import type { Eui64 } from '../core/identifiers.ts';
import type { UserRole } from '../core/srv/catalogue.ts';
import { registeredAs } from './alert-recipients.ts';
import type { DccAlertBody } from './dcc-alert-bodies.ts';
import type { Inventory, InventoryDevice, Mpxns } from './inventory.ts';
import type { Outbox } from './outbox.ts';

/** A request after which the inventory is not as it was. */
export interface Change {
  readonly inventory: Inventory;
  readonly outbox: Outbox;
  /** The device that the request was for, as it was before. */
  readonly device: InventoryDevice;
  readonly requestId: string;
  readonly user: Eui64;
  readonly at: Temporal.Instant;
}

/** By SRV, what Users are told by a DCC Alert. That N24 follows SRV 8.11 is public; the others are recalled. */
const alerts: Readonly<Record<string, (change: Change) => void>> = {
  '8.1.1': tellIdentity,
  '8.3': tellDecommissioning,
  '8.11': ({ outbox, device, requestId, user }) =>
    outbox.dccAlert({
      to: user,
      device: device.id,
      code: 'N24',
      body: { UpdateHANDeviceLogResult: { UpdateHANDeviceLogServiceRequestID: requestId } },
    }),
};

/** Tells Users of what a request has changed, where it is of interest to them. */
export function tellChange(srv: string, change: Change): void {
  alerts[srv]?.(change);
}

/** The network party of a meter. */
const networkRoles: { readonly [type: string]: UserRole } = { ESME: 'ED', GSME: 'GT' };

/** N16, to the network party of the meter. */
function tellIdentity(change: Change): void {
  const { device } = change;
  const mpxns = elementsOf(device.mpxns);
  if (mpxns === undefined) return;
  const identity = {
    MeterMPxNs: mpxns,
    ...(device.esmeVariant !== undefined && { ESMEVariant: device.esmeVariant }),
  };
  tellNetwork(change, 'N16', {
    DeviceStatusChangeEvent: { DeviceID: device.id, DeviceStatusChange: { MeterIdentity: identity } },
  });
}

/** N1 of an electricity meter, N2 of a gas meter, to the network party of the meter. */
function tellDecommissioning(change: Change): void {
  const { device, inventory } = change;
  const mpxns = elementsOf(device.mpxns);
  if (mpxns === undefined) return;
  const associated = (device.joined ?? []).flatMap((id) => {
    const other = inventory.device(id);
    return other?.type === 'PPMID' || other?.type === 'HCALCS' ? [{ DeviceID: id, DeviceType: other.type }] : [];
  });
  const decommissioning = { MeterDecommissionOrWithdrawal: mpxns, AssociatedType1Device: associated.slice(0, 7) };
  tellNetwork(change, device.type === 'GSME' ? 'N2' : 'N1', {
    DeviceStatusChangeEvent: {
      DeviceID: device.id,
      DeviceStatusChange: { MeterDecommissioningOrWithdrawal: decommissioning },
    },
  });
}

function tellNetwork({ device, inventory, outbox, at }: Change, code: 'N1' | 'N2' | 'N16', body: DccAlertBody): void {
  const role = networkRoles[device.type];
  if (role === undefined) return;
  outbox.dccAlert({ to: registeredAs([role], device, inventory, at), device: device.id, code, body });
}

/** DUIS MeterMPxNs; nothing where the meter's import is not known, which every meter has. */
function elementsOf({ import: imported, secondaryImport, export: exported }: Mpxns = {}) {
  if (imported === undefined) return undefined;
  return {
    ImportMPxN: imported,
    ...(secondaryImport !== undefined && { SecondaryImportMPAN: secondaryImport }),
    ...(exported !== undefined && { ExportMPAN: exported }),
  };
}
