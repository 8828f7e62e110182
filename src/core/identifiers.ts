import { fromHex, toHex } from './bytes.ts';
import { S1benchError } from './errors.ts';

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Eight hyphenated upper-case hexadecimal pairs: `70-B3-D5-1F-30-00-A0-08`. */
export type Eui64 = Branded<string, 'Eui64'>;

/** @throws `eui64-invalid` */
export function parseEui64(text: string): Eui64 {
  if (!/^[0-9a-fA-F]{2}([-:]?)[0-9a-fA-F]{2}(?:\1[0-9a-fA-F]{2}){6}$/.test(text)) {
    throw new S1benchError('eui64-invalid', { found: JSON.stringify(text), expected: 'eight hexadecimal pairs' });
  }
  return toHex(fromHex(text), '-') as Eui64;
}

/** @throws `eui64-invalid` where there are not eight bytes */
export function eui64FromBytes(bytes: Uint8Array): Eui64 {
  const text = toHex(bytes, '-');
  return bytes.length === 8 ? (text as Eui64) : parseEui64(text);
}

export function eui64Bytes(eui: Eui64): Uint8Array {
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 8; i++) bytes[i] = Number.parseInt(eui.slice(3 * i, 3 * i + 2), 16);
  return bytes;
}

/** The 13 digits of an MPAN core, check digit included. */
export type Mpan = Branded<string, 'Mpan'>;

const MPAN_PRIMES = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** The check digit of the first twelve digits: their sum weighted by primes, modulo 11, modulo 10. */
export function mpanCheckDigit(digits: string): number {
  const sum = MPAN_PRIMES.reduce((total, prime, i) => total + prime * Number(digits[i]), 0);
  return (sum % 11) % 10;
}

/** @throws `mpan-invalid` */
export function parseMpan(text: string): Mpan {
  if (!/^[1-9]\d{12}$/.test(text)) {
    throw new S1benchError('mpan-invalid', { found: JSON.stringify(text), expected: '13 digits' });
  }
  const check = mpanCheckDigit(text);
  if (Number(text[12]) !== check) {
    throw new S1benchError('mpan-invalid', {
      found: `${text} with check digit ${text[12]}`,
      expected: `check digit ${check}`,
    });
  }
  return text as Mpan;
}

/** The 6 to 10 digits of an MPRN, check digits included. */
export type Mprn = Branded<string, 'Mprn'>;

/**
 * The two check digits that follow `digits`: their sum, weighted from their number down to 1, modulo 11.
 * From an encyclopaedia and its example 3938424403, not from the industry's own document; check digits of 10 are taken as
 * they are.
 */
export function mprnCheckDigits(digits: string): string {
  const sum = [...digits].reduce((total, digit, i) => total + (digits.length - i) * Number(digit), 0);
  return String(sum % 11).padStart(2, '0');
}

/** @throws `mprn-invalid` */
export function parseMprn(text: string): Mprn {
  if (!/^[1-9]\d{5,9}$/.test(text)) {
    throw new S1benchError('mprn-invalid', { found: JSON.stringify(text), expected: '6 to 10 digits' });
  }
  const check = mprnCheckDigits(text.slice(0, -2));
  if (text.slice(-2) !== check) {
    throw new S1benchError('mprn-invalid', {
      found: `${text} with check digits ${text.slice(-2)}`,
      expected: `check digits ${check}`,
    });
  }
  return text as Mprn;
}

/**
 * A COSEM logical name (Blue Book, OBIS value groups A to F) as one 48-bit number, A first:
 * cheap to compare and to look up. `formatObis` writes it for people.
 */
export type Obis = Branded<number, 'Obis'>;

/**
 * `1.0.1.8.0.255`, or with the group separators of the Blue Book `1-0:1.8.0*255`; F may be left out and is 255 then.
 * @throws `obis-invalid`
 */
export function parseObis(text: string): Obis {
  const groups = /^(\d{1,3})[.-](\d{1,3})[.:](\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[.*](\d{1,3}))?$/.exec(text)?.slice(1);
  const values = groups?.map((group) => (group === undefined ? 255 : Number(group)));
  if (values === undefined || values.some((value) => value > 255)) {
    throw new S1benchError('obis-invalid', { found: JSON.stringify(text), expected: 'A.B.C.D.E.F, each 0 to 255' });
  }
  return values.reduce((obis, value) => obis * 256 + value, 0) as Obis;
}

/** `1.0.1.8.0.255` */
export function formatObis(obis: Obis): string {
  return obisBytes(obis).join('.');
}

export function obisBytes(obis: Obis): Uint8Array {
  const high = Math.floor(obis / 0x100000000);
  return Uint8Array.of(high >>> 8, high, obis >>> 24, obis >>> 16, obis >>> 8, obis);
}

/**
 * The logical name in the six bytes from `offset`.
 * @throws `obis-invalid` where there are fewer
 */
export function obisFromBytes(bytes: Uint8Array, offset = 0): Obis {
  if (bytes.length < offset + 6) {
    throw new S1benchError('obis-invalid', { found: `${bytes.length - offset} byte(s)`, expected: '6' });
  }
  let obis = 0;
  for (let i = offset; i < offset + 6; i++) obis = obis * 256 + (bytes[i] as number);
  return obis as Obis;
}
