import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';

const MOST_HELD = 65_536;

/** A file that gets its name once all of it is written. */
export class ReportFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #file: number;
  #held: string[] = [];
  #length = 0;

  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
    this.#draft = join(folder, `.${name}`);
    this.#file = openSync(this.#draft, 'w');
  }

  write(text: string): void {
    this.#held.push(text);
    this.#length += text.length;
    if (this.#length > MOST_HELD) this.#flush();
  }

  close(): void {
    this.#flush();
    fsyncSync(this.#file);
    closeSync(this.#file);
    renameSync(this.#draft, this.#path);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#held.join(''));
    this.#held = [];
    this.#length = 0;
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
  }
}

/** A line of a CSV file (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return stringify([[...cells]], { record_delimiter: 'windows' });
}
