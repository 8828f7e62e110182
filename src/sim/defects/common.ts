import { CRITICAL, NON_CRITICAL } from '../device/clients.ts';
import { DAY } from '../readings/civil-date.ts';
import {
  ahead,
  all,
  forgetting,
  idle,
  inPolicy,
  invoker,
  logHolds,
  openTo,
  reading,
  rowsOf,
  unlogged,
  untold,
  without,
} from './changes.ts';
import { defectsOf } from './defect.ts';
import { moved, scaled } from './values.ts';

const CLOCK = '0.0.1.0.0.255';
const FIRMWARE = '1.0.0.2.0.255';
const SERIAL = '0.0.96.1.0.255';
const EVENT_LOG = '0.0.99.98.0.255';
const securitySetup = (client: number): string => `0.0.43.0.${client}.255`;
const counter = (client: number): string => `0.0.43.1.${client}.255`;
const epoch = (client: number): string => `0.0.128.43.${client}.255`;
const IMAGE = '0.0.44.0.0.255';
const TRANSFER = 2;

const everyType = ['ESME', 'GSME', 'CHF'] as const;

const otherKeys = () => ({ encryption: new Uint8Array(16), authentication: new Uint8Array(16) });

/** Identity, clock, logs, clients and keys: what any device may do wrong. */
export const commonDefects = defectsOf(everyType, {
  'serial-number-of-another': [
    'The serial number is that of another device',
    reading([SERIAL, 2], (value) =>
      value.type === 'octet-string' ? { ...value, value: value.value.toReversed() } : value,
    ),
  ],
  'eui64-of-another': [
    'The EUI-64 that the device tells is not its own',
    reading(['0.0.96.1.3.255', 2], () => ({ type: 'octet-string', value: new Uint8Array(8) })),
  ],
  'firmware-version-of-before': [
    'The active firmware identifier is that of a version before',
    reading([FIRMWARE, 2], () => ({ type: 'octet-string', value: Buffer.from('00000001', 'latin1') })),
  ],
  'clock-a-day-late': ['The clock shows yesterday', ahead([CLOCK, 2], -DAY)],
  'clock-in-local-time': ['The clock shows British Summer Time, all year, and says UTC', ahead([CLOCK, 2], DAY / 24)],
  'clock-set-not-stored': [
    'Setting the clock is acknowledged, and nothing changes',
    all(forgetting([CLOCK, 2]), idle([CLOCK, 6])),
  ],
  'clock-set-by-anyone': ['The non-critical client can set the clock', openTo([NON_CRITICAL], [CLOCK, 2], [CLOCK, 6])],
  'clock-missing': ['There is no clock object', without(CLOCK)],
  'event-log-empty': ['The event log holds nothing', logHolds('event', 0)],
  'event-log-wraps-early': ['The event log forgets its oldest entry after five', logHolds('event', 5)],
  'event-log-newest-first': [
    'The event log gives its newest entry first',
    rowsOf([EVENT_LOG, 2], (rows) => rows.toReversed()),
  ],
  'event-log-not-cleared': ['Clearing the event log is acknowledged, and clears nothing', idle([EVENT_LOG, 1])],
  'security-log-empty': ['The security log holds nothing', logHolds('security', 0)],
  'unauthorised-access-not-logged': [
    'Messages under wrong keys leave no trace',
    all(unlogged('deciphering-failed', 'authentication-failed'), untold('deciphering-failed', 'authentication-failed')),
  ],
  'no-authentication-wanted': [
    'The non-critical client is let in without authentication, and refused with it',
    inPolicy(NON_CRITICAL, () => ({ mechanism: 'none' })),
  ],
  'password-is-enough': [
    'The non-critical client is let in by a password (low level security)',
    inPolicy(NON_CRITICAL, () => ({ mechanism: 'lls', secret: new TextEncoder().encode('00000000') })),
  ],
  'non-critical-keys-are-others': [
    'The keys of the non-critical client are not those that the device was delivered with',
    inPolicy(NON_CRITICAL, () => ({ keys: otherKeys })),
  ],
  'critical-keys-are-others': [
    'The keys of the critical client are not those that the device was delivered with',
    inPolicy(CRITICAL, () => ({ keys: otherKeys })),
  ],
  'plain-text-accepted': [
    'The non-critical client may speak without protection',
    inPolicy(NON_CRITICAL, () => ({ securityPolicy: 'none' })),
  ],
  'encryption-not-required': [
    'Authenticated messages of the non-critical client need not be encrypted',
    inPolicy(NON_CRITICAL, () => ({ securityPolicy: 'authenticated' })),
  ],
  'replay-accepted': [
    'An invocation counter may come again',
    all(
      inPolicy(NON_CRITICAL, () => ({ nextCounterAccepted: () => 0 })),
      inPolicy(CRITICAL, () => ({ nextCounterAccepted: () => 0 })),
    ),
  ],
  'counter-told-wrong': [
    'The invocation counter that the device tells is one too low',
    reading([counter(NON_CRITICAL), 2], (value) => moved(value, -1)),
  ],
  'counter-skips': [
    'After each message the device wants a counter ten higher',
    inPolicy(NON_CRITICAL, (policy) => ({ acceptCounter: (used) => policy.acceptCounter?.(used + 9) })),
  ],
  'keys-not-rotated': [
    'A key transfer is acknowledged, and the old keys stay',
    all(idle([securitySetup(NON_CRITICAL), TRANSFER]), idle([securitySetup(CRITICAL), TRANSFER])),
  ],
  'key-transfer-refused': [
    'Every key transfer is refused',
    all(
      invoker([securitySetup(NON_CRITICAL), TRANSFER], () => () => 'temporary-failure'),
      invoker([securitySetup(CRITICAL), TRANSFER], () => () => 'temporary-failure'),
    ),
  ],
  'key-change-not-logged': [
    'A key transfer is not logged and not told',
    all(unlogged('key-changed'), untold('key-changed')),
  ],
  'key-epoch-stands-still': [
    'The key epochs that the device tells never change',
    all(
      reading([epoch(NON_CRITICAL), 2], (value) => scaled(value, 0)),
      reading([epoch(CRITICAL), 2], (value) => scaled(value, 0)),
    ),
  ],
  'image-block-lost': ['Blocks of a firmware image are acknowledged, and not kept', idle([IMAGE, 2])],
  'image-transfer-not-begun': ['The start of an image transfer is acknowledged, and not done', idle([IMAGE, 1])],
  'image-verified-unseen': ['Whatever was transferred is said to be a sound image', idle([IMAGE, 3])],
  'image-not-activated': ['The activation of an image is acknowledged, and not done', idle([IMAGE, 4])],
  'critical-keys-by-non-critical-client': [
    'The non-critical client can replace the keys of the critical one',
    openTo([NON_CRITICAL], [securitySetup(CRITICAL), TRANSFER]),
  ],
});
