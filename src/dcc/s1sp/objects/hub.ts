import { objectRef } from './object-ref.ts';

/** The home area network of a communications hub. The Blue Book has no HAN device log: its name is our own. */
export const hub = {
  networkControl: objectRef('zigbeeNetworkControl', '0.0.35.4.0.255'),
  hanDeviceLog: objectRef('data', '0.0.128.2.0.255'),
} as const;
