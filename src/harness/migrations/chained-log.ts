import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '../../core/clock.ts';
import { genesis, lineEnd, lineStart, sha256 } from '../evidence/line.ts';
import { readChain } from '../evidence/read-journal.ts';
import { toJson } from '../json.ts';

/**
 * What one party did, one event a line, each with the hash of the line before, as in the journal of a run. It goes on where
 * it ended; a last line that a crash has cut off is left out. Each event is the operating system's when `append` returns.
 */
export class ChainedLog {
  readonly #file: number;
  readonly #clock: Clock;
  #lines = 0;
  #hash = genesis;

  /** @throws `evidence-broken` where what is there isn't as it was written */
  constructor(path: string, clock: Clock) {
    this.#clock = clock;
    this.#file = openSync(path, 'a+');
    let end = 0;
    for (const line of readChain(path, path)) {
      this.#lines++;
      this.#hash = line.hash;
      end = line.end;
    }
    // Of a whole line the end may be missing.
    if (end > fstatSync(this.#file).size) writeSync(this.#file, '\n');
    else ftruncateSync(this.#file, end);
  }

  append(event: object): void {
    const start = lineStart(this.#lines + 1, this.#hash, this.#clock.now());
    const body = `${start}${JSON.stringify(toJson(event)).slice(1)}`;
    this.#hash = sha256(body);
    this.#lines++;
    const bytes = Buffer.from(`${body.slice(0, -1)}${lineEnd(this.#hash)}\n`);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
  }

  close(): void {
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}
