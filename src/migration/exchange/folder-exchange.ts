import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { LARGEST_FILE } from '../files/xml/document.ts';
import type { Durability } from '../store/party-store.ts';
import { checkExchangeName, type Exchange, isExchangeName } from './exchange.ts';

/** An exchange that is a folder: anybody may put a file of their own in it, in place of one that a party would give. */
export class FolderExchange implements Exchange {
  readonly folder: string;
  readonly #durability: Durability;

  constructor(folder: string, durability: Durability = 'machine') {
    this.folder = folder;
    this.#durability = durability;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Written (and synced, where it has to outlive the machine) under a name that nothing else has, and then linked to its
   * own: that fails where there is one already. A draft that a crash leaves behind may be the very file that was given, so
   * none is ever written again.
   */
  put(name: string, bytes: Uint8Array): void {
    const path = this.#pathOf(name);
    const draft = join(this.folder, `.${randomUUID()}`);
    try {
      writeFileSync(draft, bytes, { flag: 'wx', flush: this.#durability === 'machine' });
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!this.get(name)?.equals(bytes)) throw new S1benchError('exchange-name-taken', { found: name });
    } finally {
      rmSync(draft, { force: true });
    }
    if (this.#durability === 'machine') syncFolder(this.folder);
  }

  /** Of a file that is larger than any that is taken, just so much that whoever takes it finds it too large. */
  get(name: string): Buffer | undefined {
    const path = this.#pathOf(name);
    const stated = statSync(path, { throwIfNoEntry: false });
    if (stated?.isFile() !== true) return undefined;
    return stated.size > LARGEST_FILE ? startOf(path, LARGEST_FILE + 1) : readFileSync(path);
  }

  /** Files that people put there under names that can't be given are none of them. */
  names(): readonly string[] {
    return readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && isExchangeName(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  #pathOf(name: string): string {
    checkExchangeName(name);
    return join(this.folder, name);
  }
}

function startOf(path: string, length: number): Buffer {
  const opened = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    let read = 0;
    for (let more = 1; more > 0 && read < length; read += more)
      more = readSync(opened, bytes, read, length - read, read);
    return bytes.subarray(0, read);
  } finally {
    closeSync(opened);
  }
}

/** Makes the names in a folder outlive the end of the machine; Windows does so by itself, and has no way to ask for it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
