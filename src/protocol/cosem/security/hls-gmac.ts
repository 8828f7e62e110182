import { concatBytes } from '../../../core/bytes.ts';
import { isS1benchError, S1benchError } from '../../../core/errors.ts';
import { parseObis } from '../../../core/identifiers.ts';
import type { MethodDescriptor } from '../apdu/descriptors.ts';
import type { Originator } from './originator.ts';
import { securityPolicies } from './policy.ts';
import { protect, unprotect } from './protection.ts';

/** Passes 3 and 4 of HLS: a method of the current association (Blue Book, Association LN). */
export const REPLY_TO_HLS_AUTHENTICATION: MethodDescriptor = {
  classId: 15,
  instance: parseObis('0.0.40.0.0.255'),
  method: 1,
};

/** What the two sides challenge each other with. */
export interface HlsChallenges {
  /** CtoS, which the server answers. */
  readonly client: Uint8Array;
  /** StoC, which the client has to answer. */
  readonly server: Uint8Array;
}

const HEADER_LENGTH = 5;
const REPLY_LENGTH = 17;

/** Lengths that the Green Book allows for CtoS and StoC. */
export const challengeLength = { least: 8, most: 64, ours: 16 } as const;

/**
 * Green Book 9.2, HLS mechanism 5: f(challenge) is security control byte, invocation counter and GMAC. The GMAC is the
 * tag of the challenge as an authenticated message, which isn't sent again.
 * @returns 17 bytes
 */
export function hlsReply(originator: Originator, counter: number, challenge: Uint8Array): Uint8Array {
  const content = protect(originator, 'authenticated', counter, challenge);
  return concatBytes(content.subarray(0, HEADER_LENGTH), content.subarray(HEADER_LENGTH + challenge.length));
}

/**
 * Checks f(challenge) from `originator`. Its counter isn't compared with those of messages: it is the fresh challenge
 * that keeps an old answer out.
 * @throws `security-authentication-failed`
 */
export function verifyHlsReply(originator: Originator, challenge: Uint8Array, reply: Uint8Array): void {
  if (reply.length !== REPLY_LENGTH || reply[0] !== securityPolicies.authenticated) {
    throw new S1benchError('security-authentication-failed', {
      found: `${reply.length} byte(s)`,
      expected: `${REPLY_LENGTH}, the first one 0x10`,
    });
  }
  const content = concatBytes(reply.subarray(0, HEADER_LENGTH), challenge, reply.subarray(HEADER_LENGTH));
  try {
    unprotect(originator, content, 0);
  } catch (cause) {
    if (!isS1benchError(cause)) throw cause;
    throw new S1benchError('security-authentication-failed', { cause });
  }
}
