import { isS1benchError, S1benchError } from '../../../core/errors.ts';
import type { Apdu, GeneralGloCiphered, GloCiphered } from '../apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import { apduTags, gloTags } from '../apdu/tags.ts';
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

/** The tag of each service's APDU as ciphered, by the tag as not ciphered. */
const gloTagOf: ReadonlyMap<number, number> = new Map(
  Object.entries(gloTags).map(([service, tag]) => [apduTags[service as keyof typeof gloTags], tag]),
);

/**
 * Protects an encoded APDU (Green Book 9.2): glo-* or General-Glo-Ciphering.
 * @param counter never used before with the keys and system title of the originator
 * @throws `apdu-tag-unknown` for a service without glo-* form
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
      ? { kind: 'glo-ciphered', tag: requireGloTag(plaintext[0]), content }
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
    if (ciphered.kind === 'glo-ciphered') requireGloTag(plaintext[0], ciphered.tag);
    return { apdu, policy, counter };
  } catch (cause) {
    if (!isS1benchError(cause)) throw cause;
    throw new S1benchError(isAuthenticated(policy) ? 'security-plaintext-invalid' : 'security-deciphering-failed', {
      cause,
    });
  }
}

/** @throws `apdu-tag-unknown` where the service has no ciphered form, or another one than `expected` */
function requireGloTag(tag: number | undefined, expected?: number): number {
  const found = tag === undefined ? undefined : gloTagOf.get(tag);
  if (found === undefined || (expected !== undefined && found !== expected)) {
    throw new S1benchError('apdu-tag-unknown', {
      found: `service ${tag}`,
      expected: expected === undefined ? 'a service with a ciphered form' : `the service of glo-ciphering ${expected}`,
    });
  }
  return found;
}
