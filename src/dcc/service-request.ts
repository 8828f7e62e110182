import type { Eui64 } from '../core/identifiers.ts';
import type { CommandVariant, UserRole } from '../core/srv/catalogue.ts';
import type { ResponseCode } from './response-codes.ts';

export { type UserRole, userRoles } from '../core/srv/catalogue.ts';

/** The web services of the DCC that take Service Requests (DUIS). */
export const webServices = ['send-command', 'transform', 'non-device'] as const;
export type WebService = (typeof webServices)[number];

/** A Service Request, before it is DUIS XML. */
export interface ServiceRequest {
  /** Service Reference Variant, for example `4.8.1`. */
  readonly srv: string;
  readonly user: { readonly id: Eui64; readonly role: UserRole };
  /** The device; none of a request that the DCC answers itself. */
  readonly target?: Eui64;
  /** Without it, 8 of a request that the DCC answers itself, else 1. */
  readonly commandVariant?: CommandVariant;
  /** Without it, the one that takes the Command Variant. */
  readonly webService?: WebService;
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
  /** DUIS RequestID, `originator:target:counter`. */
  readonly requestId: string;
  /** DUIS ResponseID, `target:originator:counter`. */
  readonly responseId: string;
  readonly srv: string;
  /** `I0` for success, `I99` for a request that is carried out later, `W...` for a warning, else `E...`. */
  readonly responseCode: ResponseCode;
  /** By the names and units of the MMC, of DUIS for what the DCC answers itself; only on success, and on a warning. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly debug?: readonly Smets1Debug[];
  /** Of the schedule that had it carried out, or that it made. */
  readonly scheduleId?: number;
  readonly at: Temporal.Instant;
}
