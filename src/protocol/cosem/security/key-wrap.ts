import { createCipheriv, createDecipheriv } from 'node:crypto';
import { S1benchError } from '../../../core/errors.ts';
import { checkKeyLength } from './originator.ts';

const ALGORITHM = 'id-aes128-wrap';
/** RFC 3394 2.2.3.1, the default initial value. */
const INITIAL_VALUE = Uint8Array.from({ length: 8 }, () => 0xa6);

/**
 * RFC 3394 key wrap with a key encryption key of 16 bytes: the result is 8 bytes longer than `key`.
 * @param key 16 bytes or more, a multiple of 8
 * @throws `security-key-invalid`
 */
export function wrapKey(keyEncryptionKey: Uint8Array, key: Uint8Array): Uint8Array {
  checkKeyLength(keyEncryptionKey);
  if (key.length < 16 || key.length % 8 !== 0) {
    throw new S1benchError('security-key-invalid', {
      found: `${key.length} byte(s)`,
      expected: '16 or more, a multiple of 8',
    });
  }
  return asBytes(createCipheriv(ALGORITHM, keyEncryptionKey, INITIAL_VALUE).update(key));
}

/** @throws `security-key-invalid`, `security-key-unwrap-failed` when it was not wrapped with this key encryption key */
export function unwrapKey(keyEncryptionKey: Uint8Array, wrapped: Uint8Array): Uint8Array {
  checkKeyLength(keyEncryptionKey);
  if (wrapped.length < 24 || wrapped.length % 8 !== 0) {
    throw new S1benchError('security-key-unwrap-failed', {
      found: `${wrapped.length} byte(s)`,
      expected: '24 or more, a multiple of 8',
    });
  }
  try {
    return asBytes(createDecipheriv(ALGORITHM, keyEncryptionKey, INITIAL_VALUE).update(wrapped));
  } catch {
    throw new S1benchError('security-key-unwrap-failed');
  }
}

/** Out of the shared pool of Node's buffers, where a key would outlive its owner. */
function asBytes(buffer: Uint8Array): Uint8Array {
  return Uint8Array.from(buffer);
}
