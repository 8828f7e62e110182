import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { concatBytes } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';

const STORAGE_KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Values that nobody reads without the storage key of their party: AES-256-GCM, with the place of the value as associated
 * data, so that one can't be put in the place of another. The nonce follows from place and value (as in AES-GCM-SIV): a
 * process that is begun again with the same seed, or from an older copy, never uses one twice for different values.
 */
export class SealedValues {
  readonly #encryption: Uint8Array;
  readonly #digest: Uint8Array;

  /** @throws `migration-storage-key-invalid` where it hasn't 32 bytes */
  constructor(storageKey: Uint8Array) {
    if (storageKey.length !== STORAGE_KEY_LENGTH) {
      throw new S1benchError('migration-storage-key-invalid', {
        found: `${storageKey.length} byte(s)`,
        expected: `${STORAGE_KEY_LENGTH}`,
      });
    }
    this.#encryption = derived(storageKey, 's1bench key vault: encryption');
    this.#digest = derived(storageKey, 's1bench key vault: digest');
  }

  /** @param place that the value is for, such as `00-00-5E-EF-10-00-00-40/2/smso` */
  seal(place: string, value: Uint8Array): string {
    const nonce = this.#mac(place, value).subarray(0, NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.#encryption, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = concatBytes(cipher.update(value), cipher.final());
    return concatBytes(nonce, sealed, cipher.getAuthTag()).toBase64();
  }

  /** @throws `migration-key-store-unreadable` where it was sealed under another key, for another place, or changed */
  open(place: string, sealed: string): Uint8Array {
    try {
      const bytes = Uint8Array.fromBase64(sealed);
      const nonce = bytes.subarray(0, NONCE_LENGTH);
      const decipher = createDecipheriv('aes-256-gcm', this.#encryption, nonce, { authTagLength: TAG_LENGTH });
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_LENGTH));
      return concatBytes(decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final());
    } catch {
      throw new S1benchError('migration-key-store-unreadable', { found: place });
    }
  }

  /** Tells values apart without giving anything of them away. */
  digest(place: string, value: Uint8Array): string {
    return this.#mac(`digest of ${place}`, value).toBase64();
  }

  #mac(place: string, value: Uint8Array): Uint8Array {
    return Uint8Array.from(createHmac('sha256', this.#digest).update(`${place}\n`).update(value).digest());
  }
}

function derived(storageKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', storageKey, new Uint8Array(0), purpose, STORAGE_KEY_LENGTH));
}
