import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import type { Exchange } from './exchange.ts';

/** Names of files that every file system takes; what begins with a dot is still being written. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}$/;

/** An exchange that is a folder: anybody may put a file of their own in it, in place of one that a party would give. */
export class FolderExchange implements Exchange {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Written and synced under another name, and then linked to its own: that fails where there is one already. */
  put(name: string, bytes: Uint8Array): void {
    const path = this.#pathOf(name);
    const draft = join(this.folder, `.${name}`);
    writeWhole(draft, bytes);
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!readFileSync(path).equals(bytes)) throw new S1benchError('exchange-name-taken', { found: name });
    } finally {
      rmSync(draft);
    }
  }

  get(name: string): Uint8Array | undefined {
    const path = this.#pathOf(name);
    return existsSync(path) ? readFileSync(path) : undefined;
  }

  names(): readonly string[] {
    return readdirSync(this.folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  }

  /** @throws `exchange-name-invalid` */
  #pathOf(name: string): string {
    if (NAME.test(name)) return join(this.folder, name);
    throw new S1benchError('exchange-name-invalid', { found: name, expected: String(NAME) });
  }
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w');
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
