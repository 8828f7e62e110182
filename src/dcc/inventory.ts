import type { Eui64 } from '../core/identifiers.ts';
import type { DeviceType, UserRole } from '../core/srv/catalogue.ts';
import { CentralProductsList } from './central-products-list.ts';
import type { Credentials } from './credentials.ts';

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

/** ESMEVariant of DUIS 5.4: what an electricity meter has beside one element; its letters are those of the GBCS. */
export const esmeVariants = [
  ...['A', 'B', 'C', 'AD', 'BD', 'CD', 'ADE', 'BDE', 'CDE', 'ADF', 'BDF', 'CDF', 'ADEF', 'BDEF', 'CDEF', 'ADG', 'ADEG'],
  ...['AF', 'BF', 'CF', 'AEF', 'BEF', 'CEF', 'AG', 'AEG'],
] as const;
export type EsmeVariant = (typeof esmeVariants)[number];

/** The metering points that a meter measures (DUIS 5.4, MeterMPxNs). */
export interface Mpxns {
  /** MPAN or MPRN. */
  readonly import?: string;
  readonly secondaryImport?: string;
  readonly export?: string;
}

/** Where a device is. */
export interface Property {
  readonly uprn?: number;
  readonly postCode?: string;
  readonly addressIdentifier?: string;
}

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
  /** Version of the SMETS, of a hub that of the CHTS, that it was made to. */
  readonly smetsVersion?: string;
  /** Firmware version that it is known to run. */
  readonly firmware?: string;
  readonly esmeVariant?: EsmeVariant;
  readonly commissioned?: Temporal.PlainDate;
  /** The CHF that it is behind; none of a CHF itself. */
  readonly hub?: Eui64;
  /** The GPF of a CHF. */
  readonly gasProxy?: Eui64;
  readonly mpxns?: Mpxns;
  readonly property?: Property;
  /** Devices that it exchanges data with on the SMHAN. */
  readonly joined?: readonly Eui64[];
  /** Whose commands the DCC carries out at it. */
  readonly credentials?: Credentials;
  readonly registrations: readonly Registration[];
}

/** A SEC Party that has proved itself as a User. */
export interface User {
  readonly id: Eui64;
  readonly roles: readonly UserRole[];
  readonly status: 'active' | 'suspended';
}

/** What the DCC knows of devices, of Users, and of what firmware devices may have. */
export class Inventory {
  readonly cpl: CentralProductsList;
  readonly #devices: Map<Eui64, InventoryDevice>;
  readonly #users: ReadonlyMap<Eui64, User>;

  constructor(devices: readonly InventoryDevice[], users: readonly User[], cpl = new CentralProductsList()) {
    this.cpl = cpl;
    this.#devices = new Map(devices.map((device) => [device.id, device]));
    this.#users = new Map(users.map((user) => [user.id, user]));
  }

  device(id: Eui64): InventoryDevice | undefined {
    return this.#devices.get(id);
  }

  /** All devices, in the order in which they came to be known. */
  devices(): readonly InventoryDevice[] {
    return [...this.#devices.values()];
  }

  /** The devices behind a hub. */
  behind(hub: Eui64): readonly InventoryDevice[] {
    return this.devices().filter((device) => device.hub === hub);
  }

  user(id: Eui64): User | undefined {
    return this.#users.get(id);
  }

  /** Adds a device, or replaces what was known of it. */
  put(device: InventoryDevice): void {
    this.#devices.set(device.id, device);
  }

  /** Changes what is known of a device, where there is one; what `change` leaves out stays. */
  update(id: Eui64, change: Partial<Omit<InventoryDevice, 'id'>>): void {
    const known = this.#devices.get(id);
    if (known !== undefined) this.#devices.set(id, { ...known, ...change });
  }

  remove(id: Eui64): void {
    this.#devices.delete(id);
  }
}
