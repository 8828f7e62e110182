import { toHex } from '../../core/bytes.ts';

/** Shorter secrets would be found by chance in anything. */
const SHORTEST_GUARDED = 4;
const HEX_MASK = '**';

/** One way to write bytes down: what a text is reduced to, so that layout doesn't matter, and what is looked for in it. */
interface Encoding {
  reduce(text: string): string;
  write(secret: Uint8Array): readonly string[];
}

const encodings: readonly Encoding[] = [
  {
    // Hexadecimal of either case, whatever stands between the pairs.
    reduce: (text) => text.toLowerCase().replace(/0x|[^0-9a-z]/g, ''),
    write: (secret) => [toHex(secret).toLowerCase()],
  },
  {
    // Base64 and base64url, also within a longer run of bytes: the characters that the secret alone decides.
    reduce: (text) =>
      text
        .replace(/[\s\\]/g, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    write: (secret) => [0, 1, 2].map((before) => base64Core(secret, before)),
  },
  {
    // Numbers, signed or not, in a list or by index as JSON writes a typed array.
    reduce: (text) => `,${text.replace(/\\*"\d+\\*":/g, ',').replace(/[^0-9-]+/g, ',')},`,
    write: (secret) => [Uint8Array.from(secret), Int8Array.from(secret)].map((numbers) => `,${numbers.join(',')},`),
  },
  {
    // One character a byte, as JSON writes it or escaped throughout; escapes lose their backslashes, however many.
    reduce: (text) => text.replaceAll('\\', ''),
    write: (secret) => {
      const latin1 = JSON.stringify(Buffer.from(secret).toString('latin1')).slice(1, -1).replaceAll('\\', '');
      return [latin1, Array.from(secret, (byte) => `u${byte.toString(16).padStart(4, '0')}`).join('')];
    },
  },
];

/**
 * Knows every secret of a run, and finds them in whatever is about to be written: as hexadecimal, base64, lists of
 * numbers or characters.
 */
export class Redactor {
  readonly #secrets: Uint8Array[] = [];
  readonly #wanted: string[][] = encodings.map(() => []);

  constructor(secrets: Iterable<Uint8Array> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** @param secret a key or password; it may come into being in the middle of a run */
  add(secret: Uint8Array): void {
    if (secret.length < SHORTEST_GUARDED) return;
    this.#secrets.push(secret.slice());
    encodings.forEach((encoding, i) => {
      this.#wanted[i]?.push(...encoding.write(secret).filter((written) => written.length >= SHORTEST_GUARDED));
    });
  }

  finds(text: string): boolean {
    return encodings.some((encoding, i) => {
      const reduced = encoding.reduce(text);
      return this.#wanted[i]?.some((written) => reduced.includes(written)) ?? false;
    });
  }

  /** Bytes as hexadecimal, with `**` for each byte of a secret: a password of low level security travels in clear. */
  hex(bytes: Uint8Array): string {
    let text = toHex(bytes);
    for (const secret of this.#secrets) {
      const length = 2 * secret.length;
      const written = toHex(secret);
      for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + 1)) {
        if (at % 2 === 0) text = text.slice(0, at) + HEX_MASK.repeat(secret.length) + text.slice(at + length);
      }
    }
    return text;
  }
}

/** The characters that stay the same whatever precedes and follows the secret, when `before` bytes precede it in its group. */
function base64Core(secret: Uint8Array, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), secret]);
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(first, last);
}
