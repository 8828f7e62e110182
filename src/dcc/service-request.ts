import type { Eui64 } from '../core/identifiers.ts';
import { type UserRole, userRoles } from '../core/srv/catalogue.ts';

export { type UserRole, userRoles };

/** A Service Request, before it is DUIS XML. */
export interface ServiceRequest {
  /** Service Reference Variant, for example `4.8.1`. */
  readonly srv: string;
  readonly user: { readonly id: Eui64; readonly role: UserRole };
  readonly target: Eui64;
  /** By the names of the DUIS body element; checked by the SRV's own schema. */
  readonly parameters: unknown;
}

/** One failed equivalent step (MMC `SMETS1Debug/SMETS1Response`). */
export interface Smets1Debug {
  /** Number of the step, from 1. */
  readonly position: number;
  readonly responseCode: number;
  /** At most 250 characters. */
  readonly error: string;
}

/** A Service Response, before it is DUIS/MMC XML. */
export interface ServiceResponse {
  readonly requestId: string;
  readonly srv: string;
  /** DUIS response code: `I0` for success, else `E...`. */
  readonly responseCode: string;
  /** By the names and units of the MMC; only on success. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly debug?: readonly Smets1Debug[];
  readonly at: Temporal.Instant;
}
