import { objectRef } from './object-ref.ts';

/** What connects and disconnects the supply, as the Blue Book names it. */
export const supply = {
  disconnectControl: objectRef('disconnectControl', '0.0.96.3.10.255'),
} as const;
