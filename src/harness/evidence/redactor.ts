import { toHex } from '../../core/bytes.ts';
import { type EncodingName, encodingNames, secretEncodings } from './secret-encodings.ts';
import { SecretScan } from './secret-scan.ts';
import { SecretWindows } from './secret-windows.ts';

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
  readonly #wanted: Readonly<Record<EncodingName, string[]>> = {
    hexadecimal: [],
    base64: [],
    numbers: [],
    characters: [],
  };
  readonly #scan = new SecretScan();
  readonly #windows = new SecretWindows(SHORTEST_GUARDED, 8);

  constructor(secrets: Iterable<Uint8Array> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** @param secret a key or password; it may come into being in the middle of a run */
  add(secret: Uint8Array): void {
    if (secret.length < SHORTEST_GUARDED) return;
    this.#secrets.push(toHex(secret));
    this.#windows.add(secret);
    for (const name of encodingNames) {
      for (const written of secretEncodings[name].write(secret)) {
        if (written.length < SHORTEST_GUARDED) continue;
        this.#wanted[name].push(written);
        this.#scan.add(name, written);
      }
    }
  }

  /** @param bytes the same text as UTF-8 with what ends it, where somebody has it already */
  finds(text: string, bytes: Uint8Array = Buffer.from(`${text}\n`)): boolean {
    return this.#scan.suspected(bytes).some((name) => {
      const reduced = secretEncodings[name].reduce(text);
      return this.#wanted[name].some((written) => reduced.includes(written));
    });
  }

  /** Bytes as hexadecimal, with `**` for each byte of a secret: a password of low level security travels in clear. */
  hex(bytes: Uint8Array): string {
    const text = toHex(bytes);
    return this.#windows.mayBeIn(bytes) ? this.#masked(text) : text;
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
