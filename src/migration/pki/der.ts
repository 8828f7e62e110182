import { isS1benchError, S1benchError } from '../../core/errors.ts';

/** Certificates and revocation lists of a test PKI are far smaller. */
const LARGEST_DER = 1 << 20;
const SEQUENCE = 0x30;

/**
 * What a library reads in DER from outside. It takes text for DER as well, which is refused here.
 * @throws `der-invalid` for whatever the library throws; what is coded already goes on
 */
export function readDer<T>(der: Uint8Array, read: () => T): T {
  if (der.length > LARGEST_DER) throw derProblem(`${der.length} bytes`, `at most ${LARGEST_DER}`);
  if (der[0] !== SEQUENCE) throw derProblem(`tag ${der[0] ?? 'of nothing'}`, `tag ${SEQUENCE}`);
  try {
    return read();
  } catch (cause) {
    if (isS1benchError(cause)) throw cause;
    throw new S1benchError('der-invalid', { found: cause instanceof Error ? cause.message : String(cause), cause });
  }
}

/**
 * DER has one form of everything: what was read and is written again has to be what it was.
 * @throws `der-invalid`
 */
export function expectSame(der: Uint8Array, again: Uint8Array): void {
  if (!Buffer.from(again).equals(der)) throw derProblem('another form of it, or more after it', 'DER');
}

function derProblem(found: string, expected: string): S1benchError {
  return new S1benchError('der-invalid', { found, expected });
}
