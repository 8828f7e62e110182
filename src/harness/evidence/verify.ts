import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { RunDerivation } from './derivation.ts';
import type { RunEvent } from './event.ts';
import { JOURNAL_FILE } from './journal.ts';
import { genesis } from './line.ts';
import { readPackCopies } from './pack-copies.ts';
import { broken, type JournalEntry, readJournal } from './read-journal.ts';
import type { RunRecord } from './record.ts';
import { isRunFileAsWritten, type JournalEnd, RUN_FILE, runFileText } from './run-file.ts';

/** What has become of the evidence of a run. */
export interface Verification {
  /**
   * `intact`: all of it is as it was recorded, and every verdict follows from it. `incomplete`: so is what was recorded,
   * and the run was never concluded. `broken`: it isn't, and `problem` says where.
   */
  readonly state: 'intact' | 'incomplete' | 'broken';
  readonly problem?: S1benchError;
  /** What was recorded, as far as it holds; nothing if not even the start of the run does. */
  readonly record?: RunRecord;
}

/**
 * Recomputes the chain of the journal in the folder of a run, derives every check, verdict and count again from the
 * recorded observations and the recorded packs, and holds `run.json` against what follows.
 * @throws `evidence-missing` if there is no journal in the folder
 */
export function verifyRun(folder: string): Verification {
  if (!existsSync(join(folder, JOURNAL_FILE))) {
    throw new S1benchError('evidence-missing', { where: { file: folder }, expected: JOURNAL_FILE });
  }
  const reading = new RunReading(folder);
  try {
    reading.readAll();
    return { state: reading.isConcluded() ? 'intact' : 'incomplete', ...reading.result };
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    return { state: 'broken', problem: error, ...reading.result };
  }
}

class RunReading {
  readonly #folder: string;
  #derivation: RunDerivation | undefined;
  #end: JournalEnd & { readonly offset: number } = { lines: 0, hash: genesis, offset: 0 };

  constructor(folder: string) {
    this.#folder = folder;
  }

  get result(): { readonly record?: RunRecord } {
    return this.#derivation === undefined ? {} : { record: this.#derivation.record };
  }

  readAll(): void {
    for (const entry of readJournal(join(this.#folder, JOURNAL_FILE), JOURNAL_FILE)) {
      try {
        this.#take(entry);
      } catch (error) {
        if (!isS1benchError(error, 'evidence-broken') || error.where !== undefined) throw error;
        throw broken(entry.where, error.found ?? '', error.expected ?? '');
      }
      this.#end = { lines: this.#end.lines + 1, hash: entry.hash, offset: entry.end };
    }
  }

  #take({ event, time }: JournalEntry): void {
    if (this.#derivation === undefined) this.#derivation = this.#begin(event);
    else this.#derivation.take(event, time);
  }

  #begin(event: RunEvent): RunDerivation {
    if (event.kind !== 'run-started') {
      throw new S1benchError('evidence-broken', { found: event.kind, expected: 'run-started' });
    }
    const packs = event.packs.map((pack) => readPackCopies(this.#folder, pack));
    return new RunDerivation(event, packs);
  }

  /**
   * Whether the run was concluded: then there is a `run.json`, and it is the very one that follows from the journal.
   * If it isn't, its digest tells which of the two has changed.
   */
  isConcluded(): boolean {
    const path = join(this.#folder, RUN_FILE);
    if (!existsSync(path)) return false;
    const { offset, ...end } = this.#end;
    const written = readFileSync(path);
    const expected = Buffer.from(this.#derivation === undefined ? '' : runFileText(this.#derivation.record, end));
    if (written.equals(expected)) {
      this.#checkLength(offset);
      return true;
    }
    if (isRunFileAsWritten(written.toString('utf8'))) {
      const where = { file: JOURNAL_FILE, line: end.lines + 1, offset };
      throw broken(where, 'the end of the journal', 'what run.json records');
    }
    const where = { file: RUN_FILE, offset: firstDifference(expected, written) };
    throw broken(where, 'a byte that was changed', 'what follows from the journal');
  }

  /** A crash may leave a part of a line behind; a journal that was concluded is whole, and nothing comes after it. */
  #checkLength(length: number): void {
    const { size } = statSync(join(this.#folder, JOURNAL_FILE));
    if (size === length) return;
    const line = this.#end.lines + (size > length ? 1 : 0);
    throw broken({ file: JOURNAL_FILE, line, offset: Math.min(size, length) }, `${size} bytes`, `${length} bytes`);
  }
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at === -1 ? a.length : at;
}
