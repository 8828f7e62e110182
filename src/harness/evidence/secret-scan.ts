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

  /** @param written a secret, at least four bytes, as an encoding writes it */
  add(encoding: EncodingName, written: string): void {
    this.#known[encoding].add(firstOf[encoding](written));
  }

  /** Whether the text may hold a secret. */
  suspects(text: Uint8Array): boolean {
    return (
      this.#suspectsHexadecimal(text) ||
      this.#suspectsBase64(text) ||
      this.#suspectsNumbers(text) ||
      this.#suspectsCharacters(text)
    );
  }

  #suspectsHexadecimal(text: Uint8Array): boolean {
    const known = this.#known.hexadecimal;
    let last = 0;
    let digits = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = hexDigits[text[i] as number] as number;
      if (digit === IGNORED) continue;
      if (digit === BREAKS) {
        digits = 0;
        continue;
      }
      if (digit === 0 && isLetterX(text[i + 1])) {
        i++;
        continue;
      }
      last = ((last << 4) | digit) >>> 0;
      digits++;
      if (digits >= HEX_DIGITS && known.has(last)) return true;
    }
    return false;
  }

  #suspectsBase64(text: Uint8Array): boolean {
    const known = this.#known.base64;
    let last = 0;
    let digits = 0;
    for (const code of text) {
      const digit = base64Digits[code] as number;
      if (digit === IGNORED) continue;
      if (digit === BREAKS) {
        digits = 0;
        continue;
      }
      last = ((last << 6) | digit) & 0xffffff;
      digits++;
      if (digits >= BASE64_DIGITS && known.has(last)) return true;
    }
    return false;
  }

  #suspectsNumbers(text: Uint8Array): boolean {
    const known = this.#known.numbers;
    let last = 0;
    let numbers = 0;
    for (let i = 0; i < text.length; i++) {
      if (!isDecimal(text[i])) continue;
      const start = i;
      let value = 0;
      for (; isDecimal(text[i]); i++) value = Math.min(10 * value + (text[i] as number) - ZERO, 0xffff);
      const before = text[start - 1];
      if (before === QUOTE && isEndOfKey(text, i)) continue;
      last = ((last << 8) | ((before === MINUS ? -value : value) & 0xff)) >>> 0;
      numbers = value > 0xff ? 0 : numbers + 1;
      if (numbers >= NUMBERS && known.has(last)) return true;
    }
    return false;
  }

  #suspectsCharacters(text: Uint8Array): boolean {
    const known = this.#known.characters;
    let last = 0;
    for (const code of text) {
      if (code === BACKSLASH) continue;
      last = ((last << 8) | code) >>> 0;
      if (known.has(last)) return true;
    }
    return false;
  }
}

/** Of a secret as each encoding writes it: what the scan of that encoding has last when it has come by its first bytes. */
const firstOf: Readonly<Record<EncodingName, (written: string) => number>> = {
  hexadecimal: (written) => Number.parseInt(written.slice(0, HEX_DIGITS), 16),
  base64: (written) =>
    Array.from(written.slice(0, BASE64_DIGITS)).reduce(
      (last, digit) => (last << 6) | (base64Digits[digit.charCodeAt(0)] as number),
      0,
    ),
  numbers: (written) =>
    joined(
      written
        .split(',')
        .slice(1, NUMBERS + 1)
        .map(Number),
    ),
  characters: (written) => joined([...Buffer.from(written).subarray(0, CHARACTERS)]),
};

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

function isDecimal(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= ZERO + 9;
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
