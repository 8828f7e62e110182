import { createSecretKey, type KeyObject } from 'node:crypto';
import { bytesEqual } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import type { ClientKeys } from '../server/logical-device.ts';
import { securityPolicies } from './policy.ts';

/** Bytes of every key of security suite 0. */
export const KEY_LENGTH = 16;
export const SYSTEM_TITLE_LENGTH = 8;

/**
 * Whose messages, and under which keys: all that protection needs besides the invocation counter, made ready once,
 * because a key object and the fixed parts cost as much as the ciphering of a short message.
 */
export interface Originator {
  readonly systemTitle: Uint8Array;
  readonly keys: ClientKeys;
  readonly encryptionKey: KeyObject;
  /** Security control byte of authenticated encryption, and the authentication key (Green Book 9.2, AAD). */
  readonly aad: Uint8Array;
  /** System title, and room for the invocation counter. */
  readonly iv: Uint8Array;
}

/**
 * The sender of messages that bear `systemTitle`, under `keys`, which are copied.
 * @throws `security-key-invalid`, `security-system-title-invalid`
 */
export function createOriginator(systemTitle: Uint8Array, keys: ClientKeys): Originator {
  checkKeyLength(keys.encryption);
  checkKeyLength(keys.authentication);
  if (systemTitle.length !== SYSTEM_TITLE_LENGTH) {
    throw new S1benchError('security-system-title-invalid', {
      found: `${systemTitle.length} byte(s)`,
      expected: `${SYSTEM_TITLE_LENGTH}`,
    });
  }
  const iv = new Uint8Array(SYSTEM_TITLE_LENGTH + 4);
  iv.set(systemTitle);
  const aad = new Uint8Array(1 + KEY_LENGTH);
  aad[0] = securityPolicies['authenticated-encrypted'];
  aad.set(keys.authentication, 1);
  return {
    systemTitle: systemTitle.slice(),
    keys: { encryption: keys.encryption.slice(), authentication: keys.authentication.slice() },
    encryptionKey: createSecretKey(keys.encryption),
    aad,
    iv,
  };
}

/** Whether an originator is still the one of these keys: they may be replaced while an association lasts. */
export function hasKeys(originator: Originator, keys: ClientKeys): boolean {
  return (
    bytesEqual(originator.keys.encryption, keys.encryption) &&
    bytesEqual(originator.keys.authentication, keys.authentication)
  );
}

/** @throws `security-key-invalid`, which tells the length alone */
export function checkKeyLength(key: Uint8Array): void {
  if (key.length !== KEY_LENGTH) {
    throw new S1benchError('security-key-invalid', { found: `${key.length} byte(s)`, expected: `${KEY_LENGTH}` });
  }
}
