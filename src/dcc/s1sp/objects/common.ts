import { objectRef } from './object-ref.ts';

/** What every device has, as the Blue Book names it. */
export const common = {
  /** Device IDs 2 to 4 of the Blue Book. */
  manufacturer: objectRef('data', '0.0.96.1.1.255'),
  model: objectRef('data', '0.0.96.1.2.255'),
  eui64: objectRef('data', '0.0.96.1.3.255'),
  clock: objectRef('clock', '0.0.1.0.0.255'),
  eventLog: objectRef('profileGeneric', '0.0.99.98.0.255'),
  securityLog: objectRef('profileGeneric', '0.0.99.98.1.255'),
  powerEventLog: objectRef('profileGeneric', '0.0.99.98.2.255'),
  tamperLog: objectRef('profileGeneric', '0.0.99.98.3.255'),
  /** Metering point ID of the Blue Book: the import MPAN, or the MPRN. */
  meteringPoint: objectRef('data', '0.0.96.1.10.255'),
} as const;
