import type { Eui64 } from '../../core/identifiers.ts';
import type { InventoryDevice } from '../../dcc/inventory.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { Target, TargetDevice } from './target.ts';

/** What a migration knows in the end: what the DCC has of each device, and the keys that the DCO (1) and the S1SP (2) hold. */
export interface MigratedDevices {
  inventoryOf(device: Eui64): InventoryDevice | undefined;
  keysOf(device: Eui64, sap: 1 | 2): ClientKeys | undefined;
}

/** A target once it is the DCC's: with the keys and the firmware that its devices have, without those that were left out. */
export function migratedTarget({ smso, ...target }: Target, migrated: MigratedDevices): Target {
  const known = target.known ?? [];
  const inventory = [...target.devices, ...known].flatMap(({ eui64 }) => migrated.inventoryOf(eui64) ?? []);
  const isThere = ({ eui64 }: { readonly eui64: Eui64 }): boolean => inventory.some(({ id }) => id === eui64);
  return {
    ...target,
    devices: target.devices.filter(isThere).map((device) => migratedDevice(device, migrated)),
    known: known.filter(isThere),
    inventory,
  };
}

function migratedDevice(device: TargetDevice, migrated: MigratedDevices): TargetDevice {
  const { eui64, keys, running } = device;
  const firmware = migrated.inventoryOf(eui64)?.firmware;
  const keysOf = (sap: 1 | 2): ClientKeys => migrated.keysOf(eui64, sap) ?? keys.clients[sap];
  return { ...device, ...(firmware !== undefined && running?.(firmware)), ownKeys: { 1: keysOf(1), 2: keysOf(2) } };
}
