import { S1benchError } from './errors.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** Bytes as upper-case hexadecimal pairs, with `separator` between them. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  if (separator === '') return bytes.toHex().toUpperCase();
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += (i === 0 ? '' : separator) + HEX[bytes[i] as number];
  return text;
}

/**
 * Bytes from hexadecimal pairs; spaces, hyphens and colons between pairs are passed over.
 * @throws `hex-invalid`
 */
export function fromHex(text: string): Uint8Array {
  const groups = text.trim().split(/[\s:-]+/);
  if (groups.some((group) => group.length % 2 !== 0 || /[^0-9a-fA-F]/.test(group))) {
    throw new S1benchError('hex-invalid', { found: JSON.stringify(text), expected: 'pairs of hexadecimal digits' });
  }
  return Uint8Array.fromHex(groups.join(''));
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Reads bytes forwards. Every codec reads through it, so that each refusal can say at which byte:
 * running out raises `bytes-truncated` with the offset. Multi-byte integers are big-endian.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Offset of the next byte. */
  offset: number;
  /** Offset after the last byte. */
  readonly end: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = Math.min(end, bytes.length);
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  /** The next byte, not taken. */
  peek(): number {
    this.need(1);
    return this.bytes[this.offset] as number;
  }

  u8(): number {
    this.need(1);
    return this.bytes[this.offset++] as number;
  }

  u16(): number {
    this.need(2);
    const { bytes, offset } = this;
    this.offset = offset + 2;
    return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
  }

  u32(): number {
    this.need(4);
    const { bytes, offset } = this;
    this.offset = offset + 4;
    return (
      (bytes[offset] as number) * 0x1000000 +
      (((bytes[offset + 1] as number) << 16) | ((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number))
    );
  }

  u64(): bigint {
    return (BigInt(this.u32()) << 32n) | BigInt(this.u32());
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  i32(): number {
    return this.u32() | 0;
  }

  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }

  f32(): number {
    this.need(4);
    const { bytes, offset } = this;
    this.offset = offset + 4;
    return new DataView(bytes.buffer, bytes.byteOffset + offset, 4).getFloat32(0);
  }

  f64(): number {
    this.need(8);
    const { bytes, offset } = this;
    this.offset = offset + 8;
    return new DataView(bytes.buffer, bytes.byteOffset + offset, 8).getFloat64(0);
  }

  /** A view on the next `length` bytes; it lives as long as the bytes read from. */
  take(length: number): Uint8Array {
    this.need(length);
    const { bytes, offset } = this;
    this.offset = offset + length;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + offset, length);
  }

  /**
   * Makes sure that `length` more bytes are there, so that nothing is allocated for a length that lies.
   * @throws `bytes-truncated`
   */
  need(length: number): void {
    if (this.offset + length > this.end) {
      throw new S1benchError('bytes-truncated', {
        where: { offset: this.offset },
        found: `${this.remaining} byte(s) left`,
        expected: `${length}`,
      });
    }
  }
}

/** Writes bytes forwards into a buffer that grows. Multi-byte integers are big-endian. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#room(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    this.#room(2);
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
    return this;
  }

  u32(value: number): this {
    this.#room(4);
    this.#bytes[this.#length++] = value >>> 24;
    this.#bytes[this.#length++] = value >>> 16;
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
    return this;
  }

  u64(value: bigint): this {
    const unsigned = BigInt.asUintN(64, value);
    return this.u32(Number(unsigned >> 32n)).u32(Number(unsigned & 0xffffffffn));
  }

  f32(value: number): this {
    this.#room(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value);
    this.#length += 4;
    return this;
  }

  f64(value: number): this {
    this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
    return this;
  }

  put(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** What was written. */
  finish(): Uint8Array {
    // A copy: on small buffers V8 makes one several times faster than a view.
    return this.#bytes.slice(0, this.#length);
  }

  #room(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
