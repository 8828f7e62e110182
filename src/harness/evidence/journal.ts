import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { RunEvent } from './event.ts';
import { genesis, writeLine } from './line.ts';
import type { Redactor } from './redactor.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/**
 * The journal of one run, `journal.jsonl`: each event is handed to the operating system before `append` returns, so
 * that the end of this process, whatever its cause, loses none; `sync` makes them outlive the machine too.
 */
export class Journal {
  readonly #file: number;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  #lines = 0;
  #hash = genesis;

  /** @throws what the file system refuses; the folder must exist and hold no journal */
  constructor(folder: string, clock: Clock, redactor: Redactor) {
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
  append(event: RunEvent): Temporal.Instant {
    const time = this.#clock.now();
    const { text, hash } = writeLine(this.#lines + 1, this.#hash, time, event);
    const bytes = Buffer.from(`${text}\n`);
    if (this.#redactor.finds(text, bytes)) {
      throw new S1benchError('evidence-holds-key', { found: `an event ${event.kind}` });
    }
    writeAll(this.#file, bytes);
    this.#lines++;
    this.#hash = hash;
    return time;
  }

  sync(): void {
    fsyncSync(this.#file);
  }

  close(): void {
    this.sync();
    closeSync(this.#file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
