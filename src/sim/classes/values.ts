import { ByteReader, ByteWriter, fromHex, toHex } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';
import { type Obis, obisBytes, obisFromBytes } from '../../core/identifiers.ts';
import type { CosemDate, CosemDateTime, CosemTime, Data } from '../../protocol/cosem/data.ts';
import {
  decodeDateTime,
  encodeDateTime,
  readDate,
  readTime,
  writeDate,
  writeTime,
} from '../../protocol/cosem/date-time.ts';

/** A COSEM value of one shape, both ways. What doesn't have the shape decodes to nothing. */
export interface Shape<T> {
  encode(value: T): Data;
  decode(data: Data): T | undefined;
}

type NumberType = 'unsigned' | 'long-unsigned' | 'double-long-unsigned' | 'integer' | 'long' | 'double-long' | 'enum';

function number(type: NumberType): Shape<number> {
  return {
    encode: (value) => ({ type, value }),
    decode: (data) => (data.type === type ? data.value : undefined),
  };
}

export const unsigned = number('unsigned');
export const longUnsigned = number('long-unsigned');
export const doubleLongUnsigned = number('double-long-unsigned');
/** A register of 32 bits: once it is full it begins anew. */
export const counter: Shape<number> = {
  encode: (value) => doubleLongUnsigned.encode(value % 0x100000000),
  decode: doubleLongUnsigned.decode,
};
export const integer = number('integer');
export const long = number('long');
export const doubleLong = number('double-long');
export const enumeration = number('enum');

export const boolean: Shape<boolean> = {
  encode: (value) => ({ type: 'boolean', value }),
  decode: (data) => (data.type === 'boolean' ? data.value : undefined),
};

/** Bits as one character each, 0 or 1, the first bit first. */
export function bitString(length: number): Shape<string> {
  return {
    encode: (value) => ({ type: 'bit-string', value }),
    decode: (data) => (data.type === 'bit-string' && data.value.length === length ? data.value : undefined),
  };
}

/** An octet-string of at most `most` bytes, as upper-case hexadecimal. */
export function octets(most: number): Shape<string> {
  return octetString((bytes) => (bytes.length > most ? undefined : toHex(bytes)), fromHex);
}

/** Printable ASCII in an octet-string of at most `most` bytes. */
export function text(most: number): Shape<string> {
  return octetString(
    (bytes) => {
      const printable = bytes.length <= most && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
      return printable ? String.fromCharCode(...bytes) : undefined;
    },
    // The texts are ASCII, and this is several times faster than encoding UTF-8.
    (value) => Buffer.from(value, 'latin1'),
  );
}

export const utf8: Shape<string> = {
  encode: (value) => ({ type: 'utf8-string', value }),
  decode: (data) => (data.type === 'utf8-string' ? data.value : undefined),
};

export const logicalName: Shape<Obis> = octetString(
  (bytes) => (bytes.length === 6 ? obisFromBytes(bytes) : undefined),
  obisBytes,
);

/** The twelve bytes of a date-time in an octet-string, as attributes carry it. */
export const dateTime: Shape<CosemDateTime> = octetString(decodeDateTime, encodeDateTime);

/** The five bytes of a date in an octet-string. */
export const date: Shape<CosemDate> = octetString(
  (bytes) => (bytes.length === 5 ? readDate(new ByteReader(bytes)) : undefined),
  (value) => {
    const writer = new ByteWriter(5);
    writeDate(writer, value);
    return writer.finish();
  },
);

/** The four bytes of a time in an octet-string. */
export const time: Shape<CosemTime> = octetString(
  (bytes) => (bytes.length === 4 ? readTime(new ByteReader(bytes)) : undefined),
  (value) => {
    const writer = new ByteWriter(4);
    writeTime(writer, value);
    return writer.finish();
  },
);

/** An array of at most `most` elements. */
export function array<T>(element: Shape<T>, most: number): Shape<readonly T[]> {
  return {
    encode: (values) => ({ type: 'array', value: values.map(element.encode) }),
    decode: (data) => (data.type === 'array' && data.value.length <= most ? allOf(data.value, element) : undefined),
  };
}

/** A structure whose elements are named here, in their order on the wire. */
export function structure<T extends object>(shapes: { readonly [Key in keyof T]: Shape<T[Key]> }): Shape<T> {
  const names = Object.keys(shapes) as (keyof T)[];
  return {
    encode: (value) => ({ type: 'structure', value: names.map((name) => shapes[name].encode(value[name])) }),
    decode(data) {
      if (data.type !== 'structure' || data.value.length !== names.length) return undefined;
      const entries = names.map((name, i) => [name, shapes[name].decode(data.value[i] as Data)] as const);
      if (entries.some(([, value]) => value === undefined)) return undefined;
      return Object.fromEntries(entries) as T;
    },
  };
}

function allOf<T>(elements: readonly Data[], shape: Shape<T>): readonly T[] | undefined {
  const values = elements.map(shape.decode);
  return values.every((value) => value !== undefined) ? values : undefined;
}

function octetString<T>(decode: (bytes: Uint8Array) => T | undefined, encode: (value: T) => Uint8Array): Shape<T> {
  return {
    encode: (value) => ({ type: 'octet-string', value: encode(value) }),
    decode(data) {
      if (data.type !== 'octet-string') return undefined;
      try {
        return decode(data.value);
      } catch (error) {
        if (isS1benchError(error)) return undefined;
        throw error;
      }
    },
  };
}
