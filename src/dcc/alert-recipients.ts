import type { Eui64 } from '../core/identifiers.ts';
import type { DeviceType, UserRole } from '../core/srv/catalogue.ts';
import { isInForce } from './access-control.ts';
import type { DeviceStatus, Inventory, InventoryDevice } from './inventory.ts';

/** Whom something that a device tells concerns, beside its supplier. */
interface Concern {
  readonly what: string;
  /** First and last GBCS device alert code, both included. */
  readonly codes: readonly (readonly [first: number, last: number])[];
  readonly types: readonly DeviceType[];
  readonly roles: readonly UserRole[];
  readonly evidence: string;
}

/** Who is answerable for each device: those Users hear whatever it tells. */
const suppliers: { readonly [Type in DeviceType]?: readonly UserRole[] } = {
  ESME: ['IS'],
  GSME: ['GS'],
  GPF: ['GS'],
  CHF: ['IS', 'GS'],
};

/** Ours, after what each role has to do: DUIS names the recipients of alerts in text that is not public. */
const concerns: readonly Concern[] = [
  {
    what: 'voltage, current and power factor',
    codes: [
      [0x8002, 0x8009],
      [0x8010, 0x8016],
      [0x8020, 0x802f],
      [0x8085, 0x809c],
    ],
    types: ['ESME'],
    roles: ['ED'],
    evidence: 'ours: it is the network that has to do with them',
  },
  {
    what: 'outages',
    codes: [
      [0x8f35, 0x8f3c],
      [0x8f57, 0x8f5a],
    ],
    types: ['ESME', 'CHF'],
    roles: ['ED'],
    evidence: 'ours: it is the network that has to do with them',
  },
];

/** Statuses of which nothing is told any more, or not yet. Ours. */
const SILENT: readonly DeviceStatus[] = ['Pending', 'Decommissioned', 'Withdrawn'];

/** The Users whom a device alert concerns, once each: those who are registered for the device in a role for it, and active. */
export function concernedBy(
  device: InventoryDevice,
  alertCode: string,
  inventory: Inventory,
  at: Temporal.Instant,
): readonly Eui64[] {
  if (SILENT.includes(device.status)) return [];
  const code = Number.parseInt(alertCode, 16);
  const others = concerns
    .filter(
      ({ types, codes }) => types.includes(device.type) && codes.some(([low, high]) => low <= code && code <= high),
    )
    .flatMap(({ roles }) => roles);
  return registeredAs([...(suppliers[device.type] ?? []), ...others], device, inventory, at);
}

/** The suppliers of a device. */
export function suppliersOf(device: InventoryDevice, inventory: Inventory, at: Temporal.Instant): readonly Eui64[] {
  return registeredAs(suppliers[device.type] ?? [], device, inventory, at);
}

/** The active Users who are registered for a device in one of the roles, once each. */
export function registeredAs(
  roles: readonly UserRole[],
  { registrations }: InventoryDevice,
  inventory: Inventory,
  at: Temporal.Instant,
): readonly Eui64[] {
  const users = registrations
    .filter((registration) => roles.includes(registration.role) && isInForce(registration, at))
    .map(({ user }) => user);
  return [...new Set(users)].filter((user) => inventory.user(user)?.status === 'active');
}
