import { type Eui64, parseEui64 } from '../../../core/identifiers.ts';

/** How values of one type are the text of an attribute, both ways, and in the schema. */
export interface Scalar<T> {
  /** Name of its simple type in the schema. */
  readonly type: string;
  /** What the schema says of it: the type that it restricts, and facets. */
  readonly base: string;
  readonly facets: Facets;
  write(value: T): string;
  /** The value of a text that `accepts` takes. */
  read(text: string): T;
  accepts(text: string): boolean;
}

interface Facets {
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxInclusive?: string;
  readonly values?: readonly string[];
}

/** Characters of what is said for people: more is cut off. */
const LONGEST_TEXT = 2000;
/** Characters of a name or a code. */
const LONGEST_WORD = 200;
/** Bytes of the key material of one installation, sealed. */
const LONGEST_SEALED = 3 << 14;
const LONGEST_BASE64 = (LONGEST_SEALED / 3) * 4;

/** What XML 1.0 has no way to write (section 2.2). */
const UNWRITABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** What is said for people: what XML can't carry is replaced, what is too long is cut. */
export const text: Scalar<string> = {
  type: 'Text',
  base: 'xs:string',
  facets: { maxLength: LONGEST_TEXT },
  write: (value) => {
    const writable = value.replaceAll(UNWRITABLE, '\uFFFD');
    return writable.length > LONGEST_TEXT ? `${writable.slice(0, LONGEST_TEXT - 2)}…`.toWellFormed() : writable;
  },
  read: (found) => found,
  accepts: (found) => [...found].length <= LONGEST_TEXT,
};

/** A name or a code, as it is. */
export const word: Scalar<string> = {
  type: 'Word',
  base: 'xs:string',
  facets: { maxLength: LONGEST_WORD },
  write: (value) => value,
  read: (found) => found,
  accepts: (found) => [...found].length <= LONGEST_WORD,
};

export const eui64 = patterned<Eui64>('Eui64', '[0-9A-F]{2}(-[0-9A-F]{2}){7}', parseEui64);
/** MPAN or MPRN; whether length and check digits are right is for whoever checks the contents. */
export const mpxn = patterned('MPxN', '[0-9]{1,13}', (found) => found);
/** Of a certificate: hexadecimal pairs. */
export const serial = patterned('Serial', '([0-9A-F]{2}){1,20}', (found) => found);
export const group = patterned('Group', '[A-Za-z0-9]{1,20}', (found) => found);
export const setName = patterned('SetName', '[A-Za-z0-9]{1,20}-[0-9]{8}-[0-9]{3,6}', (found) => found);
export const sha256 = patterned('Sha256', '[0-9A-F]{64}', (found) => found);

export const flag: Scalar<boolean> = {
  ...patterned('Flag', 'true|false', (found) => found === 'true'),
  write: (value) => String(value),
};

/** A whole number that is not negative, and that a JavaScript number holds. */
export const count: Scalar<number> = {
  type: 'Count',
  base: 'xs:integer',
  facets: { pattern: '0|[1-9][0-9]{0,15}', maxInclusive: String(Number.MAX_SAFE_INTEGER) },
  write: (value) => String(value),
  read: Number,
  accepts: (found) => /^(?:0|[1-9][0-9]{0,15})$/.test(found) && Number.isSafeInteger(Number(found)),
};

/** An instant in UTC, in the years 1 to 9999, up to nanoseconds. */
export const instant: Scalar<Temporal.Instant> = {
  type: 'Instant',
  base: 'xs:dateTime',
  facets: { pattern: '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z' },
  write: (value) => value.toString(),
  read: (found) => Temporal.Instant.from(found),
  accepts: (found) => wholly(instant.facets.pattern).test(found) && !found.startsWith('0000') && isThere(found),
};

/** Base64 in its one canonical form: no white space, and no bits left over at the end (RFC 4648, 3.5). */
const BASE64 = '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?';

export const bytes: Scalar<Uint8Array> = {
  type: 'Bytes',
  base: 'xs:base64Binary',
  facets: { pattern: BASE64, maxLength: LONGEST_SEALED },
  write: (value) => value.toBase64(),
  read: (found) => Uint8Array.fromBase64(found),
  accepts: (found) => wholly(BASE64).test(found) && found.length <= LONGEST_BASE64,
};

/** EUI-64s with a space between each two. */
export const eui64List: Scalar<readonly Eui64[]> = {
  ...patterned('Eui64List', '([0-9A-F]{2}(-[0-9A-F]{2}){7}( [0-9A-F]{2}(-[0-9A-F]{2}){7}){0,15})?', (found) =>
    found === '' ? [] : found.split(' ').map(parseEui64),
  ),
  write: (value) => value.join(' '),
};

export function oneOf<T extends string>(type: string, values: readonly T[]): Scalar<T> {
  const known: readonly string[] = values;
  return {
    type,
    base: 'xs:string',
    facets: { values },
    write: (value) => value,
    read: (found) => found as T,
    accepts: (found) => known.includes(found),
  };
}

function patterned<T>(type: string, pattern: string, read: (found: string) => T): Scalar<T> {
  const whole = wholly(pattern);
  return {
    type,
    base: 'xs:string',
    facets: { pattern },
    write: String,
    read,
    accepts: (found) => whole.test(found),
  };
}

function wholly(pattern = ''): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function isThere(found: string): boolean {
  try {
    return Temporal.Instant.from(found).toString().slice(0, 19) === found.slice(0, 19);
  } catch {
    return false;
  }
}
