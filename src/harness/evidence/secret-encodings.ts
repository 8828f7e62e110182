import { toHex } from '../../core/bytes.ts';

/** One way to write bytes down: what a text is reduced to, so that layout doesn't matter, and what is looked for in it. */
interface SecretEncoding {
  reduce(text: string): string;
  write(secret: Uint8Array): readonly string[];
}

/** The ways in which people and libraries write bytes into JSON. */
export const secretEncodings = {
  /** Of either case, whatever stands between the pairs: also the ends of lines, as JSON writes them. */
  hexadecimal: {
    reduce: (text) => text.replace(/0x|0X|\\[nrt]|[^0-9a-zA-Z]/g, '').toLowerCase(),
    write: (secret) => [toHex(secret).toLowerCase()],
  },
  /** And base64url, in lines or not, also within a longer run of bytes: the characters that the secret alone decides. */
  base64: {
    reduce: (text) =>
      text
        .replace(/\\[nrt]|[\s\\]/g, '')
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    write: (secret) => [0, 1, 2].map((before) => base64Core(secret, before)),
  },
  /** Numbers, signed or not, in a list or by index as JSON writes a typed array. */
  numbers: {
    reduce: (text) => `,${text.replace(/\\*"\d+\\*":/g, ',').replace(/[^0-9-]+/g, ',')},`,
    write: (secret) => [Uint8Array.from(secret), Int8Array.from(secret)].map((numbers) => `,${numbers.join(',')},`),
  },
  /** One character a byte, as JSON writes it or escaped throughout; escapes lose their backslashes, however many. */
  characters: {
    reduce: (text) => text.replaceAll('\\', ''),
    write: (secret) => {
      const latin1 = JSON.stringify(Buffer.from(secret).toString('latin1')).slice(1, -1).replaceAll('\\', '');
      return [latin1, Array.from(secret, (byte) => `u${byte.toString(16).padStart(4, '0')}`).join('')];
    },
  },
} as const satisfies Record<string, SecretEncoding>;

export type EncodingName = keyof typeof secretEncodings;
export const encodingNames = Object.keys(secretEncodings) as readonly EncodingName[];

/** The characters that stay the same whatever precedes and follows the secret, when `before` bytes precede it in its group. */
function base64Core(secret: Uint8Array, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), secret]);
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(first, last);
}
