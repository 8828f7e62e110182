import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, RealClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { RunEvent } from './event.ts';
import { genesis, writeLine } from './line.ts';
import type { Redactor } from './redactor.ts';

export const JOURNAL_FILE = 'journal.jsonl';

export interface AppendOptions {
  /** Whether the event is known to carry no key material. */
  readonly isClean?: boolean;
}

/**
 * The journal of one run, `journal.jsonl`: each event is handed to the operating system before `append` returns, so
 * that the end of this process, whatever its cause, loses none; `sync` makes them outlive the machine too, and `close`
 * all of them.
 */
export class Journal {
  readonly #file: number;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  #lines = 0;
  #hash = genesis;
  readonly #wall = new RealClock();
  readonly #syncEvery: number;
  #synced = Number.NEGATIVE_INFINITY;

  /**
   * @param syncEvery milliseconds on the wall between two syncs at least
   * @throws what the file system refuses; the folder must exist and hold no journal
   */
  constructor(folder: string, clock: Clock, redactor: Redactor, syncEvery = 0) {
    this.#syncEvery = syncEvery;
    this.#file = openSync(join(folder, JOURNAL_FILE), 'ax');
    this.#clock = clock;
    this.#redactor = redactor;
  }

  /** Lines written until now, and the hash of the last. */
  get end(): { readonly lines: number; readonly hash: string } {
    return { lines: this.#lines, hash: this.#hash };
  }

  /**
   * @returns the time that the event carries
   * @throws `evidence-holds-key` and writes nothing, if the event carries key material
   */
  append(event: RunEvent, { isClean = false }: AppendOptions = {}): Temporal.Instant {
    const time = this.#clock.now();
    const { text, hash } = writeLine(this.#lines + 1, this.#hash, time, event);
    const bytes = Buffer.from(`${text}\n`);
    if (!isClean && this.#redactor.finds(text, bytes)) {
      throw new S1benchError('evidence-holds-key', { found: `an event ${event.kind}` });
    }
    writeAll(this.#file, bytes);
    this.#lines++;
    this.#hash = hash;
    return time;
  }

  sync(): void {
    const now = this.#wall.milliseconds();
    if (now - this.#synced < this.#syncEvery) return;
    fsyncSync(this.#file);
    this.#synced = this.#wall.milliseconds();
  }

  close(): void {
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
