import { toHex } from '../../core/bytes.ts';
import type { ErrorCode } from '../../core/error-catalogue.ts';
import { S1benchError } from '../../core/errors.ts';
import type { FramingAction } from '../framing.ts';

const VERSION = 1;
const HEADER_LENGTH = 8;
/** The most that the length field of the header can say. */
export const MAX_APDU_LENGTH = 0xffff;
const NOTHING = new Uint8Array(0);

/**
 * A wrapper protocol data unit: version, source wPort, destination wPort, length (two bytes each), APDU
 * (IEC 62056-47, Green Book 7.3.3).
 * @throws `wrapper-apdu-too-long`
 */
export function encodeWpdu(source: number, destination: number, apdu: Uint8Array): Uint8Array {
  const { length } = apdu;
  if (length > MAX_APDU_LENGTH) {
    throw new S1benchError('wrapper-apdu-too-long', {
      found: `${length} bytes`,
      expected: `at most ${MAX_APDU_LENGTH}`,
    });
  }
  const wpdu = Buffer.allocUnsafe(HEADER_LENGTH + length);
  wpdu[0] = 0;
  wpdu[1] = VERSION;
  wpdu[2] = source >>> 8;
  wpdu[3] = source;
  wpdu[4] = destination >>> 8;
  wpdu[5] = destination;
  wpdu[6] = length >>> 8;
  wpdu[7] = length;
  wpdu.set(apdu, HEADER_LENGTH);
  return wpdu;
}

/** @throws `wrapper-port-invalid` unless `port` fits the two bytes of a wPort */
export function checkPort(port: number): number {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) {
    throw new S1benchError('wrapper-port-invalid', { found: String(port), expected: '0 to 65535' });
  }
  return port;
}

/**
 * Finds the APDUs in a TCP stream, however it is cut. A header that can't be one ends the stream:
 * nothing in it tells where the next message starts.
 */
export class WpduScanner {
  readonly #maxApduLength: number;
  /** The start of a message that isn't whole yet, with room behind it. */
  #partial: Uint8Array = NOTHING;
  #partialLength = 0;
  /** Offset in the stream of the first byte that belongs to no whole message. */
  #position = 0;
  #failed = false;

  /** @param maxApduLength bytes; a message that announces more is refused */
  constructor(maxApduLength: number) {
    this.#maxApduLength = maxApduLength;
  }

  /**
   * What the bytes complete: `deliver` actions; the last action is `failed` with `wrapper-version-wrong` or
   * `wrapper-apdu-too-long` where the stream can't be followed further.
   */
  push(bytes: Uint8Array): FramingAction[] {
    const actions: FramingAction[] = [];
    if (this.#failed) return actions;
    let stream = bytes;
    let end = bytes.length;
    if (this.#partialLength > 0) {
      stream = this.#append(bytes);
      end = this.#partialLength;
    }
    let start = 0;
    let next = this.#message(stream, start, end, actions);
    while (next !== undefined) {
      this.#position += next - start;
      start = next;
      next = this.#message(stream, start, end, actions);
    }
    this.#keep(stream, start, end);
    return actions;
  }

  /** Takes the message that starts at `start`; the offset after it, or nothing where it isn't whole or is none. */
  #message(stream: Uint8Array, start: number, end: number, actions: FramingAction[]): number | undefined {
    const available = end - start;
    if ((available > 0 && stream[start] !== 0) || (available > 1 && stream[start + 1] !== VERSION)) {
      const found = toHex(stream.subarray(start, Math.min(start + HEADER_LENGTH, end)));
      actions.push(this.#fail('wrapper-version-wrong', 0, found, 'a header that starts with 0001'));
      return undefined;
    }
    if (available < HEADER_LENGTH) return undefined;
    const length = u16(stream, start + 6);
    if (length > this.#maxApduLength) {
      actions.push(this.#fail('wrapper-apdu-too-long', 6, `${length} bytes`, `at most ${this.#maxApduLength}`));
      return undefined;
    }
    const next = start + HEADER_LENGTH + length;
    if (next > end) return undefined;
    const apdu = stream.subarray(start + HEADER_LENGTH, next);
    actions.push({ kind: 'deliver', apdu, source: u16(stream, start + 2), destination: u16(stream, start + 4) });
    return next;
  }

  #fail(code: ErrorCode, offset: number, found: string, expected: string): FramingAction {
    this.#failed = true;
    const where = { offset: this.#position + offset };
    return { kind: 'failed', error: new S1benchError(code, { where, found, expected }) };
  }

  #append(bytes: Uint8Array): Uint8Array {
    const length = this.#partialLength + bytes.length;
    if (length > this.#partial.length) {
      const grown = new Uint8Array(Math.max(2 * this.#partial.length, length));
      grown.set(this.#partial.subarray(0, this.#partialLength));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#partialLength);
    this.#partialLength = length;
    return this.#partial;
  }

  /** What was delivered may be a view on `stream`, so only bytes of which nothing was delivered stay where they are. */
  #keep(stream: Uint8Array, start: number, end: number): void {
    this.#partialLength = this.#failed ? 0 : end - start;
    if (this.#partialLength === 0) this.#partial = NOTHING;
    else if (stream !== this.#partial || start > 0) this.#partial = new Uint8Array(stream.subarray(start, end));
  }
}

function u16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}
