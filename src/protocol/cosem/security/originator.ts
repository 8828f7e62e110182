import { createSecretKey, type KeyObject } from 'node:crypto';
import { bytesEqual } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { securityPolicies } from './policy.ts';
import { createShortGcmKey, ShortGcm, type ShortGcmKey } from './short-gcm.ts';

/** Bytes of every key of security suite 0. */
export const KEY_LENGTH = 16;
export const SYSTEM_TITLE_LENGTH = 8;

/** The keys that protect one client's messages: security suite 0, 16 bytes each. */
export interface ClientKeys {
  /** Global unicast encryption key (GUEK). */
  readonly encryption: Uint8Array;
  /** Authentication key (GAK). */
  readonly authentication: Uint8Array;
}

/** Keys of security suite 0 made ready once: that costs as much as to cipher a short message. */
export interface SuiteKeys {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array;
  readonly encryptionKey: KeyObject;
  /** Security control byte of authenticated encryption, and the authentication key (Green Book 9.2, AAD). */
  readonly aad: Uint8Array;
  readonly shortKey: ShortGcmKey;
}

/** Whose messages, and under which keys: all that protection needs besides the invocation counter. */
export interface Originator {
  readonly systemTitle: Uint8Array;
  readonly keys: SuiteKeys;
  /** System title, and room for the invocation counter. */
  readonly iv: Uint8Array;
  readonly short: ShortGcm;
}

/** The keys that were made ready last, by where they came from. */
const prepared = new WeakMap<ClientKeys, SuiteKeys>();

/** Takes a copy of the keys. @throws `security-key-invalid` */
export function prepareKeys(keys: ClientKeys): SuiteKeys {
  const known = prepared.get(keys);
  if (known !== undefined && isSameKeys(known, keys)) return known;
  const ready = makeReady(keys);
  prepared.set(keys, ready);
  return ready;
}

function makeReady(keys: ClientKeys): SuiteKeys {
  checkKeyLength(keys.encryption);
  checkKeyLength(keys.authentication);
  const aad = new Uint8Array(1 + KEY_LENGTH);
  aad[0] = securityPolicies['authenticated-encrypted'];
  aad.set(keys.authentication, 1);
  const encryptionKey = createSecretKey(keys.encryption);
  return {
    encryption: keys.encryption.slice(),
    authentication: keys.authentication.slice(),
    encryptionKey,
    aad,
    shortKey: createShortGcmKey(encryptionKey, aad),
  };
}

/** Whether these keys are the ones made ready: they may be replaced while an association lasts. */
export function isSameKeys(prepared: SuiteKeys, keys: ClientKeys): boolean {
  return bytesEqual(prepared.encryption, keys.encryption) && bytesEqual(prepared.authentication, keys.authentication);
}

/** The originators that were made last: many associations follow each other, and their key streams go on. */
const recent: Originator[] = [];
const MOST_RECENT = 64;

/**
 * The sender of messages that bear `systemTitle`.
 * @throws `security-system-title-invalid`
 */
export function createOriginator(systemTitle: Uint8Array, keys: SuiteKeys): Originator {
  const known = recent.find((one) => one.keys === keys && bytesEqual(one.systemTitle, systemTitle));
  if (known !== undefined) return known;
  if (systemTitle.length !== SYSTEM_TITLE_LENGTH) {
    throw new S1benchError('security-system-title-invalid', {
      found: `${systemTitle.length} byte(s)`,
      expected: `${SYSTEM_TITLE_LENGTH}`,
    });
  }
  const iv = new Uint8Array(SYSTEM_TITLE_LENGTH + 4);
  iv.set(systemTitle);
  const title = iv.slice(0, SYSTEM_TITLE_LENGTH);
  const made = { systemTitle: title, keys, iv, short: new ShortGcm(keys.shortKey, systemTitle) };
  if (recent.unshift(made) > MOST_RECENT) recent.pop();
  return made;
}

/** @throws `security-key-invalid`, which tells the length alone */
export function checkKeyLength(key: Uint8Array): void {
  if (key.length !== KEY_LENGTH) {
    throw new S1benchError('security-key-invalid', { found: `${key.length} byte(s)`, expected: `${KEY_LENGTH}` });
  }
}
