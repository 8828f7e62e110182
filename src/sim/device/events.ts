import type { LogName } from './state.ts';

export interface EventDefinition {
  /** Nowhere, in a device that forgets to. */
  readonly log: LogName | 'none';
  /** A GBCS device alert code where one fits (0x8000 and above), else one of this project's own. */
  readonly code: number;
  readonly meaning: string;
  /** Whether it is told without being asked for. */
  readonly alert?: boolean;
}

/** What simulated devices log, each for a cause that really occurred. */
export const events = {
  'power-up': { log: 'event', code: 0x8f35, meaning: 'Supply Outage Restored' },
  'local-port': { log: 'event', code: 0x81a5, meaning: 'Communication From Local Port (e.g. Optical)' },
  'clock-adjusted': { log: 'event', code: 0x8145, meaning: 'Clock adjusted (within tolerance)' },
  'clock-set': { log: 'event', code: 0x0101, meaning: 'Clock set by more than the tolerance' },
  'supply-disabled': { log: 'event', code: 0x0201, meaning: 'Supply disabled' },
  'supply-armed': { log: 'event', code: 0x8f32, meaning: 'Supply Armed' },
  'supply-enabled': { log: 'event', code: 0x0202, meaning: 'Supply enabled' },
  'calendar-activated': { log: 'event', code: 0x0301, meaning: 'Passive activity calendar activated' },
  'calendar-refused': { log: 'event', code: 0x0302, meaning: 'Passive activity calendar could not be activated' },
  'special-days-changed': { log: 'event', code: 0x0303, meaning: 'Special days table changed' },
  'firmware-changed': { log: 'event', code: 0x8f43, meaning: 'Change in the executing Firmware version', alert: true },
  'firmware-verified': { log: 'event', code: 0x8f72, meaning: 'Firmware Verification Successful', alert: true },
  'firmware-verification-failed': { log: 'event', code: 0x8f1c, meaning: 'Firmware Verification Failed', alert: true },
  'firmware-failed-at-power-on': {
    log: 'event',
    code: 0x8f1b,
    meaning: 'Firmware Verification Failed At Power On',
    alert: true,
  },
  'firmware-transfer-succeeded': { log: 'event', code: 0x8f8a, meaning: 'Firmware transfer alert SUCCESS', alert: true },
  'firmware-transfer-failed': { log: 'event', code: 0x8f89, meaning: 'Firmware transfer alert FAIL', alert: true },
  'firmware-activation-refused': { log: 'event', code: 0x0501, meaning: 'Activation of firmware refused' },
  'firmware-activation-failed': { log: 'event', code: 0x0502, meaning: 'Activation of firmware interrupted' },
  'event-log-cleared': { log: 'event', code: 0x8f52, meaning: 'Event Log Cleared' },
  'authentication-failed': { log: 'security', code: 0x8f3d, meaning: 'Trusted Source Authentication Failure' },
  'deciphering-failed': {
    log: 'security',
    code: 0x8f1e,
    meaning: 'Integrity check of content or format of command failed',
  },
  'counter-replayed': {
    log: 'security',
    code: 0x8f53,
    meaning: 'Failed Authentication or Authorisation not covered by other codes',
  },
  'protection-missing': { log: 'security', code: 0x8f3e, meaning: 'Unauthorised Communication Access attempted' },
  'key-changed': { log: 'security', code: 0x8f70, meaning: 'Update Security Credentials', alert: true },
  'key-confirmed': { log: 'security', code: 0x0402, meaning: 'New keys used for the first time: those before are gone' },
  'key-recovered': { log: 'security', code: 0x0403, meaning: 'New keys never used: those before are in force again' },
  'key-refused': { log: 'security', code: 0x0401, meaning: 'Key transfer refused' },
  'master-key-missing': { log: 'security', code: 0x0404, meaning: 'Key transfer refused: there is no master key' },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof events;

/** How the devices of a design log each event. */
export type EventTable = Readonly<Record<EventName, EventDefinition>>;
