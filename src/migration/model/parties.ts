import type { Eui64 } from '../../core/identifiers.ts';

/** Who takes part in a migration, each with its own keys, its own store and its own log. */
export const partyRoles = [
  /** Authorises Active and Mixed migrations, sets the priority, names its own and the Network Operator's certificates. */
  'responsible-supplier',
  /** Owner of the DNO certificates; receives N16. */
  'network-operator',
  /** Head-end operator until the migration; holds the keys of the devices. */
  'smso',
  /** Builds and signs the migration files of its cohort. */
  'requesting-party',
  /** Validates, decides and commissions; normally the DCC. */
  'commissioning-party',
  /** Takes over the devices: holds the keys of their non-critical clients. */
  's1sp',
  /** Holds the keys of their critical clients. */
  'dco',
] as const;
export type PartyRole = (typeof partyRoles)[number];

/** The two that take over keys; an installation is viable only where both say so. */
export const keyRoles = ['s1sp', 'dco'] as const satisfies readonly PartyRole[];
export type KeyRole = (typeof keyRoles)[number];

/** Who validates a set. */
export const validators = ['commissioning-party', ...keyRoles] as const satisfies readonly PartyRole[];
export type Validator = (typeof validators)[number];

export interface Party {
  readonly role: PartyRole;
  readonly id: Eui64;
  readonly name: string;
}
