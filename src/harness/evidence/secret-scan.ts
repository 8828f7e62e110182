import type { EncodingName } from './secret-encodings.ts';
import { SecretWindows } from './secret-windows.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const LETTER_X = 0x78;
/** What stands where a digit may, and isn't one. */
const NO_DIGIT = 0xff;
const KEY = -1;
/** Bytes that most texts are shorter than. */
const ROOM = 4096;

/** What an encoding reduces a text to, a digit a byte, and the secrets that are looked for in it. */
class Row {
  readonly name: EncodingName;
  readonly secrets: SecretWindows;
  /** Its room is used for one text after the other. */
  digits = new Uint8Array(ROOM);
  length = 0;

  constructor(name: EncodingName, secrets: SecretWindows) {
    this.name = name;
    this.secrets = secrets;
  }
}

/**
 * Looks for secrets in a text, as UTF-8: whether it may hold any in one of the ways of `secretEncodings`. Where it may
 * not, it doesn't; where it may, it has to be looked at closer.
 */
export class SecretScan {
  readonly #rows: Readonly<Record<EncodingName, Row>> = {
    hexadecimal: new Row('hexadecimal', new SecretWindows(8, 4)),
    base64: new Row('base64', new SecretWindows(4, 6)),
    numbers: new Row('numbers', new SecretWindows(4, 8)),
    characters: new Row('characters', new SecretWindows(4, 8)),
  };
  readonly #everyRow: readonly Row[] = Object.values(this.#rows);
  /** Where the numbers of a text end. */
  #ends = new Int32Array(ROOM);

  /** @param written a secret, at least four bytes, as an encoding writes it */
  add(encoding: EncodingName, written: string): void {
    this.#rows[encoding].secrets.add(Uint8Array.from(digitsOf[encoding](written)));
  }

  /**
   * The encodings in which the text may hold a secret.
   * @param text with what ends a last number, such as the end of its line
   */
  suspected(text: Uint8Array): readonly EncodingName[] {
    const found = this.#suspectedIn(text);
    const lines = inLines(text);
    return lines === undefined ? found : [...new Set([...found, ...this.#suspectedIn(lines)])];
  }

  #suspectedIn(text: Uint8Array): readonly EncodingName[] {
    this.#makeRoom(text.length);
    this.#putNumbers(text, this.#reduce(text));
    const found: EncodingName[] = [];
    for (const { name, secrets, digits, length } of this.#everyRow) {
      if (secrets.mayBeIn(digits, length)) found.push(name);
    }
    return found;
  }

  #makeRoom(length: number): void {
    if (length <= this.#ends.length) return;
    this.#ends = new Int32Array(2 * length);
    for (const row of this.#everyRow) row.digits = new Uint8Array(2 * length);
  }

  /**
   * All of them in one pass without branches, as this is done to almost every byte that a run records: each digit is put
   * down, and stays where it counts.
   * @returns how many numbers there are, of which only the ends are known yet
   */
  #reduce(text: Uint8Array): number {
    const { hexadecimal, base64, characters } = this.#rows;
    const hexDigits = hexadecimal.digits;
    const base64Digits = base64.digits;
    const characterCodes = characters.digits;
    const ends = this.#ends;
    const { length } = text;
    let nibbles = 0;
    let sixes = 0;
    let codes = 0;
    let numbers = 0;
    let was = 0;
    for (let i = 0; i < length; i++) {
      const code = text[i] as number;
      hexDigits[nibbles] = hexDigit[code] as number;
      nibbles += isHex[code] as number;
      // Nor does the 0 of 0x count.
      if ((code | 0x20) === LETTER_X && text[i - 1] === ZERO) nibbles -= 2;
      base64Digits[sixes] = base64Digit[code] as number;
      sixes += isBase64[code] as number;
      characterCodes[codes] = code;
      codes += isCharacter[code] as number;
      const is = isDecimal[code] as number;
      ends[numbers] = i;
      numbers += was & ~is;
      was = is;
    }
    hexadecimal.length = nibbles;
    base64.length = sixes;
    characters.length = codes;
    return numbers;
  }

  #putNumbers(text: Uint8Array, count: number): void {
    const { digits } = this.#rows.numbers;
    let length = 0;
    for (let i = 0; i < count; i++) {
      const byte = byteBefore(text, this.#ends[i] as number);
      if (byte !== KEY) digits[length++] = byte;
    }
    this.#rows.numbers.length = length;
  }
}

const lineEnds = ['\\n', '\\r', '\\t'].map((escaped) => Buffer.from(escaped));

/** The text with spaces in place of the ends of lines that JSON has escaped, where it has any. */
function inLines(text: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  if (!lineEnds.some((escaped) => bytes.includes(escaped))) return undefined;
  return Buffer.from(bytes.toString('latin1').replace(/\\[nrt]/g, '  '), 'latin1');
}

/**
 * The byte that a number stands for, signed or not; of a number that is no byte, some other; `KEY` of the index of a typed
 * array, as JSON has it: `"12":`.
 * @param end of its digits
 */
function byteBefore(text: Uint8Array, end: number): number {
  let number = 0;
  let at = end - 1;
  for (let scale = 1; isDecimal[text[at] as number] === 1; scale = Math.imul(scale, 10)) {
    number += Math.imul(scale, (text[at--] as number) - ZERO);
  }
  if (text[at] === QUOTE && isEndOfKey(text, end)) return KEY;
  return (text[at] === MINUS ? -number : number) & 0xff;
}

function isEndOfKey(text: Uint8Array, from: number): boolean {
  let at = from;
  while (text[at] === BACKSLASH) at++;
  return text[at] === QUOTE && text[at + 1] === COLON;
}

const isDecimal = tableOf((character) => Number(/[0-9]/.test(character)));
const isCharacter = tableOf((character) => Number(character !== '\\'));

const hexDigit = tableOf((character) => digitIn('0123456789abcdef', character.toLowerCase()));
/** Letters that are no digits stand between them; everything else is passed over. */
const isHex = tableOf((character) => Number(/[0-9a-z]/i.test(character)));

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const base64Digit = tableOf((character) => digitIn(base64Alphabet, character.replace('-', '+').replace('_', '/')));
const isBase64 = tableOf((character) => Number(!/[\s\\\u0080-\u00ff]/.test(character)));

/** What each byte of a text is to an encoding. */
function tableOf(meaningOf: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => meaningOf(String.fromCharCode(code)));
}

/** The place of a digit among all of them. */
function digitIn(digits: string, character: string): number {
  const place = digits.indexOf(character);
  return place === -1 ? NO_DIGIT : place;
}

/** A secret as each encoding writes it, digit for digit. */
const digitsOf: Readonly<Record<EncodingName, (written: string) => Iterable<number>>> = {
  hexadecimal: (written) => Array.from(written, (digit) => hexDigit[digit.charCodeAt(0)] as number),
  base64: (written) => Array.from(written, (digit) => base64Digit[digit.charCodeAt(0)] as number),
  numbers: (written) => written.split(',').slice(1, -1).map(Number),
  characters: (written) => Buffer.from(written),
};
