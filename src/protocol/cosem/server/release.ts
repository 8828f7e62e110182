import type { Rlrq } from '../apdu/association.ts';
import { encodeApdu } from '../apdu/codec.ts';
import { initiateResponse } from './aare.ts';
import type { Association } from './association.ts';
import { tryDecodeApdu } from './decode.ts';
import { malformed, notSupported } from './exceptions.ts';

export interface Released {
  readonly isReleased: boolean;
  readonly answer: Uint8Array;
}

/**
 * Answers an RLRQ (Green Book 9.3, COSEM-RELEASE). Where the client protects its user information, it must be
 * authentic; many clients leave it out, and are released all the same.
 */
export function release(association: Association, { userInformation }: Rlrq): Released {
  if (userInformation === undefined) return released();
  const apdu = tryDecodeApdu(userInformation);
  if (apdu === undefined) return { isReleased: false, answer: encodeApdu(malformed) };
  if (apdu.kind !== 'glo-ciphered' && apdu.kind !== 'general-glo-ciphering') return released();
  const { security, terms } = association;
  if (security === undefined || terms.context !== 'logical-name-with-ciphering') {
    return { isReleased: false, answer: encodeApdu(notSupported) };
  }
  const opened = security.open(apdu);
  if ('kind' in opened) return { isReleased: false, answer: encodeApdu(opened) };
  return released(opened.protect(initiateResponse(terms)));
}

function released(userInformation?: Uint8Array): Released {
  const answer = encodeApdu({
    kind: 'rlre',
    reason: 'normal',
    ...(userInformation !== undefined && { userInformation }),
  });
  return { isReleased: true, answer };
}
