import { type Obis, parseObis } from '../../core/identifiers.ts';

/** Logical names that devices of every kind have in common, as the Blue Book gives them. */
export const obis = {
  currentAssociation: parseObis('0.0.40.0.0.255'),
  sapAssignment: parseObis('0.0.41.0.0.255'),
  logicalDeviceName: parseObis('0.0.42.0.0.255'),
  serialNumber: parseObis('0.0.96.1.0.255'),
  manufacturer: parseObis('0.0.96.1.1.255'),
  model: parseObis('0.0.96.1.2.255'),
  eui64: parseObis('0.0.96.1.3.255'),
  meteringPoint: parseObis('0.0.96.1.10.255'),
  firmware: parseObis('1.0.0.2.0.255'),
  clock: parseObis('0.0.1.0.0.255'),
  specialDays: parseObis('0.0.11.0.0.255'),
  activityCalendar: parseObis('0.0.13.0.0.255'),
  tariffScripts: parseObis('0.0.10.0.100.255'),
  disconnectScripts: parseObis('0.0.10.0.106.255'),
  activeRate: parseObis('0.0.96.14.0.255'),
  disconnectControl: parseObis('0.0.96.3.10.255'),
  profileStatus: parseObis('0.0.96.10.1.255'),
  halfHourlyProfile: parseObis('1.0.99.1.0.255'),
  dailyProfile: parseObis('1.0.99.2.0.255'),
  eventCode: parseObis('0.0.96.11.0.255'),
  securityEventCode: parseObis('0.0.96.11.1.255'),
  powerEventCode: parseObis('0.0.96.11.2.255'),
  tamperEventCode: parseObis('0.0.96.11.3.255'),
  eventLog: parseObis('0.0.99.98.0.255'),
  securityLog: parseObis('0.0.99.98.1.255'),
  powerLog: parseObis('0.0.99.98.2.255'),
  tamperLog: parseObis('0.0.99.98.3.255'),
  opticalPort: parseObis('0.0.20.0.0.255'),
  hdlc: parseObis('0.0.22.0.0.255'),
} as const;

/** The association of a client: its E is the client's SAP. */
export function associationOf(clientSap: number): Obis {
  return parseObis(`0.0.40.0.${clientSap}.255`);
}

/** The security setup of a client: its E is the client's SAP. */
export function securitySetupOf(clientSap: number): Obis {
  return parseObis(`0.0.43.0.${clientSap}.255`);
}

/** The invocation counter of a client's keys: its E is the client's SAP. */
export function invocationCounterOf(clientSap: number): Obis {
  return parseObis(`0.0.43.1.${clientSap}.255`);
}

/** A register of the electricity meter: D is the kind of value, E the rate, 0 for the total. */
export function electricity(c: number, d: number, e = 0): Obis {
  return parseObis(`1.0.${c}.${d}.${e}.255`);
}
