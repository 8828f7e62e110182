import { objectRef } from './object-ref.ts';

/** When billing periods end, and what is kept of each. Those with a C of 131 are names of our own. */
export const billingObjects = {
  /** First billing date, and period. */
  calendar: objectRef('data', '0.0.131.0.0.255'),
  log: objectRef('profileGeneric', '0.0.98.1.0.255'),
  /** Why a row was written. */
  cause: objectRef('data', '0.0.131.0.1.255'),
} as const;
