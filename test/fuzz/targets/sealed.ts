import type { Random } from '../../../src/core/random.ts';
import { cipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import type { Subject } from './subject.ts';

/** Protects for a client what need not be an APDU: without a glo- form in the general one. */
export function sealed(subject: Subject, sap: 1 | 2, request: Uint8Array, random: Random): Uint8Array {
  const isService = [0xc0, 0xc1, 0xc3].includes(request[0] ?? 0);
  const wrapping = isService && random.below(4) > 0 ? 'glo' : 'general-glo';
  const { client } = subject.pair(sap);
  return cipherApdu(client, { policy: 'authenticated-encrypted', wrapping }, subject.takeCounter(sap), request);
}
