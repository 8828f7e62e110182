import type { Eui64 } from '../../core/identifiers.ts';
import type { Registration } from '../../dcc/inventory.ts';

/** What registration data say of metering points: who supplies them, and whose network they are on. */
export interface Registrations {
  /** All who are registered for a metering point (MPAN or MPRN) at an instant, in their roles; none where it is unknown. */
  of(mpxn: string, at: Temporal.Instant): readonly Registration[];
}

/** The one who is registered for a metering point as its supplier (IS, GS). */
export function supplierOf(registrations: Registrations, mpxn: string, at: Temporal.Instant): Eui64 | undefined {
  return registrations.of(mpxn, at).find(({ role }) => role === 'IS' || role === 'GS')?.user;
}

/** The one who is registered for it as its network party (ED, GT). */
export function networkOperatorOf(registrations: Registrations, mpxn: string, at: Temporal.Instant): Eui64 | undefined {
  return registrations.of(mpxn, at).find(({ role }) => role === 'ED' || role === 'GT')?.user;
}
