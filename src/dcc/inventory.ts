import type { Eui64, Mpan } from '../core/identifiers.ts';
import type { DeviceType, UserRole } from '../core/srv/catalogue.ts';

/** DeviceStatus of the Smart Metering Inventory (DUIS 5.4). */
export const deviceStatuses = [
  'Pending',
  'Whitelisted',
  'InstalledNotCommissioned',
  'Commissioned',
  'Decommissioned',
  'Withdrawn',
  'Suspended',
  'Recovery',
  'Recovered',
] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/** A User who is answerable for a device in one role, for as long as it lasts. */
export interface Registration {
  readonly role: UserRole;
  readonly user: Eui64;
  readonly from?: Temporal.Instant;
  /** The first instant at which it no longer holds. */
  readonly until?: Temporal.Instant;
}

/** A device of the Smart Metering Inventory. */
export interface InventoryDevice {
  readonly id: Eui64;
  readonly type: DeviceType;
  readonly manufacturer: string;
  readonly model: string;
  readonly status: DeviceStatus;
  /** Import MPAN of an electricity meter. */
  readonly mpan?: Mpan;
  readonly registrations: readonly Registration[];
}

/** A SEC Party that has proved itself as a User. */
export interface User {
  readonly id: Eui64;
  readonly roles: readonly UserRole[];
  readonly status: 'active' | 'suspended';
}

/** What the DCC knows of devices and Users. */
export class Inventory {
  readonly #devices: Map<Eui64, InventoryDevice>;
  readonly #users: ReadonlyMap<Eui64, User>;

  constructor(devices: readonly InventoryDevice[], users: readonly User[]) {
    this.#devices = new Map(devices.map((device) => [device.id, device]));
    this.#users = new Map(users.map((user) => [user.id, user]));
  }

  device(id: Eui64): InventoryDevice | undefined {
    return this.#devices.get(id);
  }

  user(id: Eui64): User | undefined {
    return this.#users.get(id);
  }

  /** Adds a device, or replaces what was known of it. */
  put(device: InventoryDevice): void {
    this.#devices.set(device.id, device);
  }
}
