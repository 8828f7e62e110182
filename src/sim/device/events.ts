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
  'clock-adjustment-refused': {
    log: 'event',
    code: 0x8f0c,
    meaning: 'Clock not adjusted (adjustment greater than 10 seconds)',
    alert: true,
  },
  'clock-outside-tolerance': {
    log: 'event',
    code: 0x81c6,
    meaning: 'Clock not adjusted (outside tolerance)',
    alert: true,
  },
  'clock-doubtful': { log: 'event', code: 0x81a0, meaning: 'Smart Meter Integrity Issue - Warning', alert: true },
  'supply-disabled': { log: 'event', code: 0x0201, meaning: 'Supply disabled' },
  'supply-armed': { log: 'event', code: 0x8f32, meaning: 'Supply Armed' },
  'supply-enabled': { log: 'event', code: 0x0202, meaning: 'Supply enabled' },
  'supply-load-limited': {
    log: 'event',
    code: 0x8f33,
    meaning: 'Supply Disabled then Armed - Load Limit triggered',
    alert: true,
  },
  'supply-load-limit-over': {
    log: 'event',
    code: 0x8f34,
    meaning: 'Supply Enabled after Load Limit Restoration Period (Load Limit triggered)',
    alert: true,
  },
  'load-limit-exceeded': {
    log: 'event',
    code: 0x8f01,
    meaning: 'Active Power Import above Load Limit Threshold',
    alert: true,
  },
  'supply-locked': {
    log: 'tamper',
    code: 0x81be,
    meaning: 'Supply Disabled Then Locked - Supply Tamper State Cause',
    alert: true,
  },
  'supply-connect-failed': {
    log: 'event',
    code: 0x81bd,
    meaning: 'Supply Connect Failure (Valve or Load Switch)',
    alert: true,
  },
  'supply-disconnect-failed': {
    log: 'event',
    code: 0x81c0,
    meaning: 'Supply Disconnect Failure (Valve or Load Switch)',
    alert: true,
  },
  'supply-uncontrolled-flow': {
    log: 'event',
    code: 0x81bf,
    meaning: 'Supply Disabled Then Armed - Uncontrolled Gas Flow Rate',
    alert: true,
  },
  'valve-tested': { log: 'event', code: 0x8184, meaning: 'Valve tested', alert: true },
  'gas-excess-flow': { log: 'event', code: 0x81b4, meaning: 'Excess Gas Flow Beyond Meter Capacity', alert: true },
  'gas-air': { log: 'event', code: 0x81b5, meaning: 'Flow Sensor Detects Air in Gas Flow', alert: true },
  'gas-reverse-flow': { log: 'event', code: 0x81b6, meaning: 'Flow Sensor Detects Reverse Flow of Gas', alert: true },
  'gas-power-loss': { log: 'event', code: 0x8f1d, meaning: 'GSME Power Supply Loss', alert: true },
  'gas-conversion-changed': { log: 'event', code: 0x0601, meaning: 'Calorific value or conversion factor changed' },
  'battery-low': { log: 'event', code: 0x8f1f, meaning: 'Low Battery Capacity', alert: true },
  'battery-reset': { log: 'event', code: 0x8f82, meaning: 'Remaining Battery Capacity reset', alert: true },
  'supply-interrupted': { log: 'power', code: 0x8f57, meaning: 'Supply interrupted' },
  'supply-restored': { log: 'power', code: 0x8f35, meaning: 'Supply Outage Restored', alert: true },
  'supply-restored-long': {
    log: 'power',
    code: 0x8f36,
    meaning: 'Supply Outage Restored - Outage >= 3 minutes',
    alert: true,
  },
  'voltage-average-over': {
    log: 'power',
    code: 0x8002,
    meaning: 'Average RMS Voltage above Average RMS Over Voltage Threshold',
    alert: true,
  },
  'voltage-average-over-ended': {
    log: 'power',
    code: 0x8085,
    meaning: 'Average RMS Voltage below Average RMS Over Voltage Threshold',
    alert: true,
  },
  'voltage-average-under': {
    log: 'power',
    code: 0x8006,
    meaning: 'Average RMS Voltage below Average RMS Under Voltage Threshold',
    alert: true,
  },
  'voltage-average-under-ended': {
    log: 'power',
    code: 0x8089,
    meaning: 'Average RMS Voltage above Average RMS Under Voltage Threshold',
    alert: true,
  },
  'voltage-extreme-over': {
    log: 'power',
    code: 0x8020,
    meaning:
      'RMS Voltage above Extreme Over Voltage Threshold (voltage rises above for longer than the configurable period)',
    alert: true,
  },
  'voltage-extreme-over-ended': {
    log: 'power',
    code: 0x808d,
    meaning:
      'RMS Voltage above Extreme Over Voltage Threshold (voltage returns below for longer than the configurable period)',
    alert: true,
  },
  'voltage-extreme-under': {
    log: 'power',
    code: 0x8028,
    meaning:
      'RMS Voltage below Extreme Under Voltage Threshold (voltage falls below for longer than the configurable period)',
    alert: true,
  },
  'voltage-extreme-under-ended': {
    log: 'power',
    code: 0x8095,
    meaning:
      'RMS Voltage below Extreme Under Voltage Threshold (voltage returns above for longer than the configurable period)',
    alert: true,
  },
  'voltage-swell': {
    log: 'power',
    code: 0x8024,
    meaning: 'RMS Voltage above Voltage Swell Threshold (voltage rises above for longer than the configurable period)',
    alert: true,
  },
  'voltage-swell-ended': {
    log: 'power',
    code: 0x8091,
    meaning:
      'RMS Voltage above Voltage Swell Threshold (voltage returns below for longer than the configurable period)',
    alert: true,
  },
  'voltage-sag': {
    log: 'power',
    code: 0x802c,
    meaning: 'RMS Voltage below Voltage Sag Threshold (voltage falls below for longer than the configurable period)',
    alert: true,
  },
  'voltage-sag-ended': {
    log: 'power',
    code: 0x8099,
    meaning: 'RMS Voltage below Voltage Sag Threshold (voltage returns above for longer than the configurable period)',
    alert: true,
  },
  'calendar-activated': { log: 'event', code: 0x0301, meaning: 'Passive activity calendar activated' },
  'calendar-refused': { log: 'event', code: 0x0302, meaning: 'Passive activity calendar could not be activated' },
  'prices-activated': { log: 'event', code: 0x0304, meaning: 'Passive prices activated' },
  'block-counters-reset': { log: 'event', code: 0x0305, meaning: 'Tariff Block Counter Matrix reset' },
  'billing-data-log-updated': { log: 'event', code: 0x8f0a, meaning: 'Billing Data Log Updated', alert: true },
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
  'firmware-transfer-succeeded': {
    log: 'event',
    code: 0x8f8a,
    meaning: 'Firmware transfer alert SUCCESS',
    alert: true,
  },
  'firmware-transfer-failed': { log: 'event', code: 0x8f89, meaning: 'Firmware transfer alert FAIL', alert: true },
  'firmware-activation-refused': { log: 'event', code: 0x0501, meaning: 'Activation of firmware refused' },
  'firmware-activation-failed': { log: 'event', code: 0x0502, meaning: 'Activation of firmware interrupted' },
  'event-log-cleared': { log: 'event', code: 0x8f52, meaning: 'Event Log Cleared' },
  'user-command': {
    log: 'event',
    code: 0x8161,
    meaning: 'User Interface Command Input and Successfully Actioned',
  },
  'user-command-refused': {
    log: 'event',
    code: 0x8162,
    meaning: 'User Interface Command Input but not Successfully Actioned',
  },
  'message-acknowledged': {
    log: 'event',
    code: 0x81a6,
    meaning: 'Customer Acknowledged Message on HAN Device',
    alert: true,
  },
  'measurement-fault': { log: 'event', code: 0x81ac, meaning: 'Error Measurement Fault', alert: true },
  'memory-fault': { log: 'event', code: 0x81ae, meaning: 'Error Non Volatile Memory', alert: true },
  'program-execution-fault': { log: 'event', code: 0x81af, meaning: 'Error Program Execution', alert: true },
  'program-storage-fault': { log: 'event', code: 0x81b0, meaning: 'Error Program Storage', alert: true },
  'ram-fault': { log: 'event', code: 0x81b1, meaning: 'Error RAM', alert: true },
  'unexpected-reset': { log: 'event', code: 0x81b2, meaning: 'Error Unexpected Hardware Reset', alert: true },
  'watchdog-reset': { log: 'event', code: 0x81b3, meaning: 'Error Watchdog', alert: true },
  'phase-sequence-wrong': { log: 'event', code: 0x81b7, meaning: 'Incorrect phase sequencing', alert: true },
  'polarity-wrong': { log: 'event', code: 0x81b8, meaning: 'Incorrect Polarity', alert: true },
  'current-reversed': { log: 'event', code: 0x81bb, meaning: 'Reverse Current', alert: true },
  'terminal-cover-opened': {
    log: 'tamper',
    code: 0x8f76,
    meaning: 'Unauthorised Physical Access - Terminal Cover Removed',
    alert: true,
  },
  'terminal-cover-closed': { log: 'tamper', code: 0x81c1, meaning: 'Terminal Cover Closed', alert: true },
  'second-terminal-cover-opened': {
    log: 'tamper',
    code: 0x8f77,
    meaning: 'Unauthorised Physical Access - Second Terminal Cover Removed',
    alert: true,
  },
  'second-terminal-cover-closed': { log: 'tamper', code: 0x81c1, meaning: 'Terminal Cover Closed', alert: true },
  'meter-cover-opened': {
    log: 'tamper',
    code: 0x8f74,
    meaning: 'Unauthorised Physical Access - Meter Cover Removed',
    alert: true,
  },
  'meter-cover-closed': { log: 'tamper', code: 0x81b9, meaning: 'Meter Cover Closed', alert: true },
  'battery-cover-opened': {
    log: 'tamper',
    code: 0x8f73,
    meaning: 'Unauthorised Physical Access - Battery Cover Removed',
    alert: true,
  },
  'battery-cover-closed': { log: 'tamper', code: 0x81a1, meaning: 'Battery Cover Closed', alert: true },
  'magnet-detected': {
    log: 'tamper',
    code: 0x8f75,
    meaning: 'Unauthorised Physical Access - Strong Magnetic field',
    alert: true,
  },
  'magnet-removed': { log: 'tamper', code: 0x81bc, meaning: 'Strong Magnetic Field Removed', alert: true },
  'tilt-detected': { log: 'tamper', code: 0x81c3, meaning: 'Tilt Tamper', alert: true },
  'tilt-ended': { log: 'tamper', code: 0x81c2, meaning: 'Tilt Tamper Ended', alert: true },
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
  'key-confirmed': {
    log: 'security',
    code: 0x0402,
    meaning: 'New keys used for the first time: those before are gone',
  },
  'key-recovered': { log: 'security', code: 0x0403, meaning: 'New keys never used: those before are in force again' },
  'key-refused': { log: 'security', code: 0x0401, meaning: 'Key transfer refused' },
  'master-key-missing': { log: 'security', code: 0x0404, meaning: 'Key transfer refused: there is no master key' },
  'han-device-joined': { log: 'event', code: 0x8183, meaning: 'Device joined SMHAN', alert: true },
  'han-joining-failed': { log: 'event', code: 0x8f48, meaning: 'Device joining failed', alert: true },
  'han-joining-succeeded': { log: 'event', code: 0x8f49, meaning: 'Device joining succeeded', alert: true },
  'han-unjoining-failed': { log: 'event', code: 0x8f4a, meaning: 'Device Unjoining failed', alert: true },
  'han-unjoining-succeeded': { log: 'event', code: 0x8f4b, meaning: 'Device Unjoining succeeded', alert: true },
  'hub-device-log-changed': { log: 'event', code: 0x8f12, meaning: 'CHF Device Log Changed', alert: true },
  'gas-proxy-device-log-changed': { log: 'event', code: 0x8071, meaning: 'GPF Device Log Changed', alert: true },
  'esme-connected': { log: 'event', code: 0x81a2, meaning: 'CH Connected to ESME', alert: true },
  'esme-disconnected': { log: 'event', code: 0x81a3, meaning: 'CH Disconnected from ESME', alert: true },
  'wan-lost': { log: 'event', code: 0x0601, meaning: 'Mobile network lost' },
  'wan-back': { log: 'event', code: 0x0602, meaning: 'Mobile network found again' },
} as const satisfies Record<string, EventDefinition>;

export type EventName = keyof typeof events;

/** How the devices of a design log each event. */
export type EventTable = Readonly<Record<EventName, EventDefinition>>;
