import { concatBytes } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';

/** Tags of the ASN.1 types that certificates are made of (X.690, 8.1.2). */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** `[0]` of a sequence, explicitly tagged; the others follow it. */
  context0: 0xa0,
  context3: 0xa3,
} as const;

/** Certificates and revocation lists of a test PKI are far smaller. */
const LARGEST_DER = 1 << 20;

/** One value with its tag and length, as DER has it. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  return concatBytes(Uint8Array.of(tag), lengthBytes(content.length), content);
}

/** A whole number that is not negative, from its big-endian bytes. */
export function derInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const significant = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  const sign = (significant[0] as number) > 0x7f ? Uint8Array.of(0) : new Uint8Array();
  return der(tags.integer, sign, significant);
}

/** `1.2.840.10045.2.1` */
export function derObjectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return der(tags.objectId, Uint8Array.from([first * 40 + second, ...others].flatMap(base128)));
}

export function derText(text: string): Uint8Array {
  return der(tags.utf8String, new TextEncoder().encode(text));
}

export function derBits(bytes: Uint8Array, unused = 0): Uint8Array {
  return der(tags.bitString, Uint8Array.of(unused), bytes);
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5); whole seconds. */
export function derTime(instant: Temporal.Instant): Uint8Array {
  const digits = `${instant.round({ smallestUnit: 'second', roundingMode: 'floor' })}`.replaceAll(/[^\d]/g, '');
  const isShort = digits < '2050' && digits >= '1950';
  const text = `${isShort ? digits.slice(2) : digits}Z`;
  return der(isShort ? tags.utcTime : tags.generalizedTime, new TextEncoder().encode(text));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export interface DerValue {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** With tag and length. */
  readonly whole: Uint8Array;
  /** Of the contents, in the outermost bytes. */
  readonly offset: number;
}

/** Reads DER values one after the other; what is no DER, or not what is expected, raises `der-invalid`. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  #offset = 0;

  constructor(bytes: Uint8Array, base = 0) {
    this.#bytes = bytes;
    this.#base = base;
    if (bytes.length > LARGEST_DER) throw this.problem(`${bytes.length} bytes`, `at most ${LARGEST_DER}`);
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The next value, which has to have this tag. */
  next(tag: number): DerValue {
    const start = this.#offset;
    const found = this.#byte();
    if (found !== tag) throw this.problem(`tag ${found}`, `tag ${tag}`, start);
    const length = this.#length();
    const offset = this.#offset;
    if (offset + length > this.#bytes.length)
      throw this.problem(`a length of ${length}`, 'no more than there is', start);
    this.#offset = offset + length;
    return {
      tag,
      contents: this.#bytes.subarray(offset, offset + length),
      whole: this.#bytes.subarray(start, offset + length),
      offset: this.#base + offset,
    };
  }

  /** The next value where it has this tag. */
  optional(tag: number): DerValue | undefined {
    return this.#bytes[this.#offset] === tag ? this.next(tag) : undefined;
  }

  /** A reader of what is inside the next value. */
  inside(tag: number): DerReader {
    const { contents, offset } = this.next(tag);
    return new DerReader(contents, offset);
  }

  objectId(): string {
    const { contents } = this.next(tags.objectId);
    const numbers: number[] = [];
    let value = 0;
    for (const byte of contents) {
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffffffff) throw this.problem('an object identifier of large numbers', 'one that is known');
      if (byte > 0x7f) continue;
      numbers.push(value);
      value = 0;
    }
    const [first = 0, ...others] = numbers;
    const top = Math.min(2, Math.floor(first / 40));
    return [top, first - top * 40, ...others].join('.');
  }

  /** The bytes of a whole number that is not negative, without leading zeros. */
  unsigned(): Uint8Array {
    const { contents } = this.next(tags.integer);
    const [first, second = 0] = contents;
    if (first === undefined || first > 0x7f) throw this.problem('no or a negative number', 'a positive one');
    if (first === 0 && contents.length > 1 && second <= 0x7f) throw this.problem('leading zeros', 'none');
    return first === 0 && contents.length > 1 ? contents.subarray(1) : contents;
  }

  /** The bytes that bits stand in, with so many bits that are not used at the end of the last. */
  bits(unused: (count: number) => boolean = (count) => count === 0): Uint8Array {
    const { contents } = this.next(tags.bitString);
    if (!unused(contents[0] ?? 8)) throw this.problem(`${contents[0] ?? 'no'} unused bits`, 'bits');
    return contents.subarray(1);
  }

  /** A text of whatever type certificates have it in. */
  text(): string {
    const tag = this.#bytes[this.#offset] === tags.printableString ? tags.printableString : tags.utf8String;
    return this.#decode(this.next(tag).contents);
  }

  time(): Temporal.Instant {
    const isShort = this.#bytes[this.#offset] === tags.utcTime;
    const text = this.#decode(this.next(isShort ? tags.utcTime : tags.generalizedTime).contents);
    const century = isShort ? (text < '50' ? '20' : '19') : '';
    const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(`${century}${text}`);
    if (digits === null) throw this.problem(JSON.stringify(text), 'a time in UTC, with seconds');
    const [, year, month, day, hour, minute, second] = digits;
    try {
      return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    } catch {
      throw this.problem(JSON.stringify(text), 'a time that there is');
    }
  }

  end(): void {
    if (!this.isAtEnd) throw this.problem('more', 'the end');
  }

  problem(found: string, expected: string, at = this.#offset): S1benchError {
    return new S1benchError('der-invalid', { found, expected, where: { offset: this.#base + at } });
  }

  #decode(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.problem('text that is not UTF-8', 'UTF-8');
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#offset++];
    if (byte === undefined) throw this.problem('the end', 'a value');
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw this.problem(`a length of ${count} bytes`, '1 to 3');
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) throw this.problem('a length that could be shorter', 'DER');
    return length;
  }
}
