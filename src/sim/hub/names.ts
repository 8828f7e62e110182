import { parseObis } from '../../core/identifiers.ts';

/** Logical names of the hub's own objects. */
export const hubNames = {
  /** Blue Book: GSM diagnostic, ZigBee network control. */
  gsmDiagnostic: parseObis('0.0.25.6.0.255'),
  networkControl: parseObis('0.0.35.4.0.255'),

  // The rest is this project's own: the Blue Book has no objects for these, and C 128 is for manufacturers.
  smsCount: parseObis('0.0.128.1.0.255'),
  connectionAttempts: parseObis('0.0.128.1.1.255'),
  connections: parseObis('0.0.128.1.2.255'),
  lastConnected: parseObis('0.0.128.1.3.255'),
  awakeSeconds: parseObis('0.0.128.1.4.255'),
  smsToWake: parseObis('0.0.128.1.5.255'),
  hanDeviceLog: parseObis('0.0.128.2.0.255'),
} as const;
