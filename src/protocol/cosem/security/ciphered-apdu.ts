import { S1benchError } from '../../../core/errors.ts';
import type { Apdu, GeneralGloCiphered, GloCiphered } from '../apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import type { MessageProtection } from '../pdu-size.ts';
import type { Originator } from './originator.ts';
import type { SecurityPolicy } from './policy.ts';
import { isAuthenticated, protect, unprotect } from './protection.ts';

export type Ciphered = GloCiphered | GeneralGloCiphered;

export interface Deciphered {
  readonly apdu: Apdu;
  readonly policy: SecurityPolicy;
  readonly counter: number;
}

/** Green Book, COSEMpdu: the tag of glo-* is a fixed distance from the tag of the service. */
export function gloTag(tag: number): number {
  return tag < 0xc0 ? tag + 0x20 : tag + 0x08;
}

/**
 * Protects an encoded APDU (Green Book 9.2): glo-* or General-Glo-Ciphering.
 * @param counter never used before with the keys and system title of the originator
 */
export function cipherApdu(
  originator: Originator,
  { policy, wrapping }: MessageProtection,
  counter: number,
  plaintext: Uint8Array,
): Uint8Array {
  const content = protect(originator, policy, counter, plaintext);
  return encodeApdu(
    wrapping === 'glo'
      ? { kind: 'glo-ciphered', tag: gloTag(plaintext[0] as number), content }
      : { kind: 'general-glo-ciphering', systemTitle: originator.systemTitle, content },
  );
}

/**
 * The APDU in a protected one, decoded. One that was encrypted without authentication and makes no sense was
 * enciphered with another key.
 * @throws what `unprotect` refuses, and `security-plaintext-invalid` for an authentic message that can't be decoded
 */
export function decipherApdu(originator: Originator, ciphered: Ciphered, lowestCounter: number): Deciphered {
  const { plaintext, policy, counter } = unprotect(originator, ciphered.content, lowestCounter);
  try {
    const apdu = decodeApdu(plaintext);
    if (ciphered.kind === 'glo-ciphered' && gloTag(plaintext[0] as number) !== ciphered.tag) {
      throw new S1benchError('apdu-tag-unknown', {
        found: `service ${plaintext[0]} in glo-ciphering ${ciphered.tag}`,
        expected: 'the service that the tag names',
      });
    }
    return { apdu, policy, counter };
  } catch (cause) {
    throw new S1benchError(isAuthenticated(policy) ? 'security-plaintext-invalid' : 'security-deciphering-failed', {
      cause,
    });
  }
}
