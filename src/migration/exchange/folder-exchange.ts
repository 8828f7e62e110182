import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { checkExchangeName, type Exchange, isExchangeName } from './exchange.ts';

/** An exchange that is a folder: anybody may put a file of their own in it, in place of one that a party would give. */
export class FolderExchange implements Exchange {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Written and synced under a name that nothing else has, and then linked to its own: that fails where there is one
   * already. A draft that a crash leaves behind may be the very file that was given, so none is ever written again.
   */
  put(name: string, bytes: Uint8Array): void {
    const path = this.#pathOf(name);
    const draft = join(this.folder, `.${randomUUID()}`);
    try {
      writeFileSync(draft, bytes, { flag: 'wx', flush: true });
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!this.get(name)?.equals(bytes)) throw new S1benchError('exchange-name-taken', { found: name });
    } finally {
      rmSync(draft, { force: true });
    }
    syncFolder(this.folder);
  }

  get(name: string): Buffer | undefined {
    const path = this.#pathOf(name);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path) : undefined;
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
