import { objectRef } from './object-ref.ts';

/** The firmware of a device, and the image that takes its place, as the Blue Book names them. */
export const firmware = {
  version: objectRef('data', '1.0.0.2.0.255'),
  /** Active firmware signature: SHA-256. */
  hash: objectRef('data', '1.0.0.2.8.255'),
  imageTransfer: objectRef('imageTransfer', '0.0.44.0.0.255'),
  activationSchedule: objectRef('singleActionSchedule', '0.0.15.0.2.255'),
} as const;
