import { FourBytes } from './four-bytes.ts';
import type { EncodingName } from './secret-encodings.ts';

/** What a character is to an encoding, beside a digit of it. */
const IGNORED = 0xfe;
const BREAKS = 0xff;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Digits that make up the four bytes, or in base64 three, that a secret is recognised by. */
const HEX_DIGITS = 8;
const BASE64_DIGITS = 4;
const NUMBERS = 4;
const CHARACTERS = 4;
/** A secret that is long enough is recognised by what stands at one place in four, wherever it begins: only there is looked. */
const PLACES = 4;

/**
 * Looks for secrets in a text, as UTF-8: whether the first bytes of any stand in it in one of the ways of
 * `secretEncodings`. Where they don't, no secret does; where they do, it has to be looked at closer.
 */
export class SecretScan {
  readonly #known: Readonly<Record<EncodingName, FourBytes>> = {
    hexadecimal: new FourBytes(),
    base64: new FourBytes(),
    numbers: new FourBytes(),
    characters: new FourBytes(),
  };

  /** Places are looked at whose number has none of these bits; all of them once a secret is too short. */
  #passedOver = PLACES - 1;

  /** @param written a secret, at least four bytes, as an encoding writes it */
  add(encoding: EncodingName, written: string): void {
    const windows = windowsOf[encoding](written);
    for (const window of windows.slice(0, PLACES)) this.#known[encoding].add(window);
    if (windows.length < PLACES) this.#passedOver = 0;
  }

  /**
   * Whether the text may hold a secret. Every encoding is looked for in the same pass: this is done to each byte that a
   * run records, and most of the time goes into getting at them.
   * @param text with the end of its line, where a last number ends
   */
  suspects(text: Uint8Array): boolean {
    const { hexadecimal, base64, characters } = this.#known;
    const passedOver = this.#passedOver;
    let hex = 0;
    let hexRun = 0;
    let sixes = 0;
    let sixesRun = 0;
    let last = 0;
    let place = 0;
    let number = -1;
    let bytes = 0;
    let bytesRun = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text[i] as number;
      const digit = hexDigits[code] as number;
      if (digit < 16) {
        // The 0 of 0x is no digit.
        if (digit > 0 || !isLetterX(text[i + 1])) {
          hex = (hex << 4) | digit;
          hexRun++;
          if ((hexRun & passedOver) === 0 && hexRun >= HEX_DIGITS && hexadecimal.has(hex)) return true;
        }
      } else if (digit === BREAKS && !(isLetterX(code) && text[i - 1] === ZERO)) hexRun = 0;

      const six = base64Digits[code] as number;
      if (six < 64) {
        sixes = ((sixes << 6) | six) & 0xffffff;
        sixesRun++;
        if ((sixesRun & passedOver) === 0 && sixesRun >= BASE64_DIGITS && base64.has(sixes)) return true;
      } else if (six === BREAKS) sixesRun = 0;

      if (code !== BACKSLASH) {
        last = (last << 8) | code;
        place++;
        if ((place & passedOver) === 0 && characters.has(last)) return true;
      }

      if (digit < 10) number = number < 0 ? digit : Math.min(10 * number + digit, MORE_THAN_A_BYTE);
      else if (number >= 0) {
        const byte = byteOf(number, text, i);
        if (byte === BREAKS_ROW) bytesRun = 0;
        else if (byte !== NO_NUMBER) {
          bytes = (bytes << 8) | byte;
          bytesRun++;
          if ((bytesRun & passedOver) === 0 && bytesRun >= NUMBERS && this.#known.numbers.has(bytes)) return true;
        }
        number = -1;
      }
    }
    return false;
  }
}

/** What a number in a row of them is, if it is no byte. */
const NO_NUMBER = -1;
const BREAKS_ROW = -2;
const MORE_THAN_A_BYTE = 0xffff;

/** The byte that a number stands for, signed or not. @param end of its digits in the text */
function byteOf(number: number, text: Uint8Array, end: number): number {
  let start = end - 1;
  while (start > 0 && isDecimal(text[start - 1])) start--;
  const before = text[start - 1];
  if (before === QUOTE && isEndOfKey(text, end)) return NO_NUMBER;
  if (number > 0xff) return BREAKS_ROW;
  return (before === MINUS ? -number : number) & 0xff;
}

function isDecimal(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= ZERO + 9;
}

/** Of a secret as each encoding writes it: what the scan of that encoding has last at one place after the other. */
const windowsOf: Readonly<Record<EncodingName, (written: string) => readonly number[]>> = {
  hexadecimal: (written) => windows([...written], HEX_DIGITS).map((digits) => Number.parseInt(digits.join(''), 16)),
  base64: (written) => {
    const sixes = Array.from(written, (digit) => base64Digits[digit.charCodeAt(0)] as number);
    return windows(sixes, BASE64_DIGITS).map((window) => window.reduce((last, six) => (last << 6) | six, 0));
  },
  numbers: (written) => windows(written.split(',').slice(1, -1).map(Number), NUMBERS).map(joined),
  characters: (written) => windows([...Buffer.from(written)], CHARACTERS).map(joined),
};

function windows<T>(all: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.max(0, all.length - length + 1) }, (_, i) => all.slice(i, i + length));
}

function joined(bytes: readonly number[]): number {
  return bytes.reduce((last, byte) => ((last << 8) | (byte & 0xff)) >>> 0, 0);
}

/** Letters that are no digits end a run of them; everything else is passed over. */
const hexDigits = tableOf('0123456789abcdef', (character) => (/[0-9a-z]/i.test(character) ? BREAKS : IGNORED));
for (const letter of 'ABCDEF') hexDigits[letter.charCodeAt(0)] = Number.parseInt(letter, 16);

const base64Digits = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (character) =>
  /[\s\\\u0080-\u00ff]/.test(character) ? IGNORED : BREAKS,
);
base64Digits[MINUS] = base64Digits['+'.charCodeAt(0)] as number;
base64Digits['_'.charCodeAt(0)] = base64Digits['/'.charCodeAt(0)] as number;

/** The value of each byte of a text: its place among the digits, or what it is otherwise. */
function tableOf(digits: string, otherwise: (character: string) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const character = String.fromCharCode(code);
    const place = digits.indexOf(character);
    return place === -1 ? otherwise(character) : place;
  });
}

function isLetterX(code: number | undefined): boolean {
  return code === 0x78 || code === 0x58;
}

/** Whether a number that a quote precedes is a key, as JSON writes the indices of a typed array: `"12":`. */
function isEndOfKey(text: Uint8Array, from: number): boolean {
  let at = from;
  while (text[at] === BACKSLASH) at++;
  return text[at] === QUOTE && text[at + 1] === COLON;
}
