import { isS1benchError } from '../../../core/errors.ts';
import type { Apdu } from '../apdu/apdu.ts';
import { decodeApdu } from '../apdu/codec.ts';

/** The APDU that the bytes hold; nothing where they hold none. */
export function tryDecodeApdu(bytes: Uint8Array): Apdu | undefined {
  try {
    return decodeApdu(bytes);
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}
