import { objectRef } from './object-ref.ts';

/** What connects and disconnects the supply, as the Blue Book names it; the supply tamper state is a name of our own. */
export const supply = {
  disconnectControl: objectRef('disconnectControl', '0.0.96.3.10.255'),
  scripts: objectRef('scriptTable', '0.0.10.0.106.255'),
  tamperState: objectRef('data', '0.0.131.1.0.255'),
} as const;
