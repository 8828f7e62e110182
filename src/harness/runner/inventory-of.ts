import { CentralProductsList, type CplEntry } from '../../dcc/central-products-list.ts';
import { Inventory, type InventoryDevice } from '../../dcc/inventory.ts';
import { sha256 } from '../evidence/line.ts';
import { benchUsers, registrationsFor } from './parties.ts';
import type { KnownDevice, Target, TargetDevice } from './target.ts';

/** A device of which nobody here knows who made it. */
const NOT_KNOWN = { manufacturer: 'not known', model: 'not known' } as const;

/**
 * What the DCC knows when tests begin: what a migration has left, or else that every device is commissioned, and belongs
 * to the Users of the bench; on the Central Products List are the firmware versions that they run and those that they can
 * be updated to.
 */
export function inventoryOf(target: Target): Inventory {
  const { devices, inventory = commissioned(target) } = target;
  return new Inventory(inventory, benchUsers, new CentralProductsList(devices.flatMap(listed)));
}

function commissioned({ devices, known = [] }: Target): readonly InventoryDevice[] {
  const hub = devices.find(({ type }) => type === 'CHF')?.eui64;
  const behind = hub === undefined ? {} : { hub };
  const gasProxy = devices.find(({ type }) => type === 'GPF')?.eui64;
  return [
    ...devices.map((device) => ({
      ...entryOf(device),
      ...(device.type === 'CHF' ? gasProxy !== undefined && { gasProxy } : behind),
    })),
    ...known.map((device) => ({ ...entryOfKnown(device), ...behind })),
  ];
}

/** What the DCC knows before any device of a target is announced: its Users, and the Central Products List. */
export function emptyInventoryOf({ devices }: Target): Inventory {
  return new Inventory([], benchUsers, new CentralProductsList(devices.flatMap(listed)));
}

function entryOf({ eui64, type, manufacturer, model, firmware, mpan, mprn }: TargetDevice): InventoryDevice {
  const mpxn = mpan ?? mprn;
  return {
    id: eui64,
    type,
    manufacturer,
    model,
    status: 'Commissioned',
    ...(firmware !== undefined && { firmware }),
    // One element, and no load control: no SMETS1 meter here has more.
    ...(type === 'ESME' && { esmeVariant: 'A' }),
    ...(mpxn !== undefined && { mpxns: { import: mpxn } }),
    registrations: registrationsFor(type),
  };
}

function entryOfKnown({ eui64, type }: KnownDevice): InventoryDevice {
  return { id: eui64, type, ...NOT_KNOWN, status: 'Commissioned', registrations: registrationsFor(type) };
}

function listed({ manufacturer, model, firmware, nextFirmware }: TargetDevice): readonly CplEntry[] {
  const product = { manufacturer, model, status: 'Active' } as const;
  const next = nextFirmware && {
    ...product,
    firmwareVersion: nextFirmware.version,
    firmwareHash: nextFirmware.hash.toUpperCase(),
    imageHash: sha256(nextFirmware.image).toUpperCase(),
  };
  return [
    ...(firmware === undefined ? [] : [{ ...product, firmwareVersion: firmware }]),
    ...(next === undefined ? [] : [next]),
  ];
}
