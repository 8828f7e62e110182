import { toHex } from '../../core/bytes.ts';
import { FourBytes } from './four-bytes.ts';
import { encodingNames, secretEncodings } from './secret-encodings.ts';
import { SecretScan } from './secret-scan.ts';

/** Shorter secrets would be found by chance in anything. */
const SHORTEST_GUARDED = 4;
const HEX_MASK = '**';

/**
 * Knows every secret of a run, and finds them in whatever is about to be written: as hexadecimal, base64, lists of
 * numbers or characters. Most texts hold none: a scan for their beginnings tells so at little cost.
 */
export class Redactor {
  /** In hexadecimal. */
  readonly #secrets: string[] = [];
  readonly #wanted: readonly string[][] = encodingNames.map(() => []);
  readonly #scan = new SecretScan();
  readonly #beginnings = new FourBytes();

  constructor(secrets: Iterable<Uint8Array> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** @param secret a key or password; it may come into being in the middle of a run */
  add(secret: Uint8Array): void {
    if (secret.length < SHORTEST_GUARDED) return;
    this.#secrets.push(toHex(secret));
    this.#beginnings.add(firstFour(secret, 0));
    for (const [i, name] of encodingNames.entries()) {
      for (const written of secretEncodings[name].write(secret)) {
        if (written.length < SHORTEST_GUARDED) continue;
        this.#wanted[i]?.push(written);
        this.#scan.add(name, written);
      }
    }
  }

  /** @param line the same text as UTF-8 with the end of its line, where somebody has it already */
  finds(text: string, line: Uint8Array = Buffer.from(`${text}\n`)): boolean {
    return this.#scan.suspects(line) && this.#holds(text);
  }

  /** Bytes as hexadecimal, with `**` for each byte of a secret: a password of low level security travels in clear. */
  hex(bytes: Uint8Array): string {
    const text = toHex(bytes);
    return this.#mayHold(bytes) ? this.#masked(text) : text;
  }

  #holds(text: string): boolean {
    return encodingNames.some((name, i) => {
      const reduced = secretEncodings[name].reduce(text);
      return this.#wanted[i]?.some((written) => reduced.includes(written)) ?? false;
    });
  }

  #mayHold(bytes: Uint8Array): boolean {
    if (bytes.length < SHORTEST_GUARDED) return false;
    let last = firstFour(bytes, 0);
    if (this.#beginnings.has(last)) return true;
    for (let i = SHORTEST_GUARDED; i < bytes.length; i++) {
      last = ((last << 8) | (bytes[i] as number)) >>> 0;
      if (this.#beginnings.has(last)) return true;
    }
    return false;
  }

  #masked(hex: string): string {
    let text = hex;
    for (const written of this.#secrets) {
      const { length } = written;
      for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + 1)) {
        if (at % 2 === 0) text = text.slice(0, at) + HEX_MASK.repeat(length / 2) + text.slice(at + length);
      }
    }
    return text;
  }
}

function firstFour(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}
