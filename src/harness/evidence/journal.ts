import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, RealClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { RunEvent } from './event.ts';
import { eventText, genesis, lineEnd, lineStart, sha256 } from './line.ts';
import type { Redactor } from './redactor.ts';

export const JOURNAL_FILE = 'journal.jsonl';

/** Bytes of a character in UTF-8. */
const MOST_BYTES = 3;

/** Those that may hold something back when the process ends. */
const open = new Set<Journal>();
process.on('exit', () => {
  for (const journal of open) journal.handOver();
});

export interface AppendOptions {
  /** Whether the event is known to carry no key material. */
  readonly isClean?: boolean;
}

/** What a journal takes upon itself against the end of this process and of the machine. */
export interface Durability {
  /** Bytes that it may hold back until the next step or a sync; with none every event is the operating system's at once. */
  readonly hold: number;
  /** Milliseconds on the wall between two times at least that it has the operating system put everything on its disk. */
  readonly syncEvery: number;
}

/**
 * The journal of one run, `journal.jsonl`. What was appended is handed to the operating system with the next step that
 * starts, by `sync`, or when the process ends by itself, however that comes about: only a kill can take from it what it
 * holds back, and never the step that was under way.
 */
export class Journal {
  readonly #file: number;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  #lines = 0;
  #hash = genesis;
  readonly #wall = new RealClock();
  readonly #durability: Durability;
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  #synced = Number.NEGATIVE_INFINITY;

  /**
   * @throws what the file system refuses; the folder must exist and hold no journal
   */
  constructor(folder: string, clock: Clock, redactor: Redactor, durability: Durability) {
    this.#durability = durability;
    this.#file = openSync(join(folder, JOURNAL_FILE), 'ax');
    this.#clock = clock;
    this.#redactor = redactor;
    open.add(this);
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
    const start = lineStart(this.#lines + 1, this.#hash, time);
    const content = eventText(event);
    const body = this.#draft(`${start}${content.slice(1)}`);
    if (!isClean && this.#redactor.finds(content, body.subarray(start.length))) {
      throw new S1benchError('evidence-holds-key', { found: `an event ${event.kind}` });
    }
    this.#lines++;
    this.#hash = sha256(body);
    this.#heldBytes += body.length - 1;
    this.#heldBytes += this.#held.write(`${lineEnd(this.#hash)}\n`, this.#heldBytes);
    if (this.#heldBytes > this.#durability.hold || event.kind === 'step-started') this.handOver();
    return time;
  }

  sync(): void {
    this.handOver();
    const now = this.#wall.milliseconds();
    if (now - this.#synced < this.#durability.syncEvery) return;
    fsyncSync(this.#file);
    this.#synced = this.#wall.milliseconds();
  }

  close(): void {
    this.handOver();
    open.delete(this);
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  /** The bytes of a text behind those that are held: what comes next takes their place, unless they are held as well. */
  #draft(text: string): Buffer {
    const room = MOST_BYTES * (text.length + lineEnd(genesis).length + 1);
    if (this.#heldBytes + room > this.#held.length) {
      this.#held = Buffer.concat([this.#held.subarray(0, this.#heldBytes)], 2 * (this.#heldBytes + room));
    }
    return this.#held.subarray(this.#heldBytes, this.#heldBytes + this.#held.write(text, this.#heldBytes));
  }

  /** Holds nothing back. */
  handOver(): void {
    const length = this.#heldBytes;
    this.#heldBytes = 0;
    for (let written = 0; written < length; ) written += writeSync(this.#file, this.#held, written, length - written);
  }
}
