import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { TestPack } from '../pack/test-pack.ts';
import { RunDerivation } from './derivation.ts';
import type { RunEvent, RunEventOf } from './event.ts';
import { Journal } from './journal.ts';
import type { Redactor } from './redactor.ts';
import { syncFolder, writeDurably, writeRunFile } from './run-file.ts';

/** A pack with its text, as it goes into the evidence. */
export interface PackText {
  readonly pack: TestPack;
  readonly text: string;
}

/** Keeps the evidence of one run: records what happens, and derives what follows from it. */
export class Recorder {
  readonly folder: string;
  readonly #journal: Journal;
  readonly derivation: RunDerivation;

  /**
   * Makes the folder of the run, with the packs in it, and starts the journal.
   * @throws `evidence-exists`, `evidence-unwritable`; `evidence-holds-key` if a pack holds key material, and then leaves nothing behind
   */
  constructor(
    folder: string,
    started: RunEventOf<'run-started'>,
    packs: readonly PackText[],
    clock: Clock,
    redactor: Redactor,
  ) {
    for (const { pack, text } of packs) {
      if (redactor.finds(text)) throw new S1benchError('evidence-holds-key', { found: `test pack ${pack.id}` });
    }
    makeFolder(folder);
    this.folder = folder;
    mkdirSync(join(folder, 'packs'));
    started.packs.forEach(({ copy }, i) => {
      writeDurably(join(folder, copy), packs[i]?.text ?? '');
    });
    this.derivation = new RunDerivation(
      started,
      packs.map(({ pack }) => pack),
    );
    this.#journal = new Journal(folder, clock, redactor);
    this.#journal.append(started);
    this.sync();
    syncFolder(join(folder, 'packs'));
    syncFolder(folder);
  }

  /** Records an event, or, if it carries key material, that it was withheld: its test is then an error. */
  record(event: RunEvent): void {
    try {
      this.#write(event);
    } catch (error) {
      if (!isS1benchError(error, 'evidence-holds-key')) throw error;
      this.#write({ kind: 'withheld', event: event.kind, ...this.derivation.testUnderWay });
    }
  }

  /** Makes what was recorded until now outlive the machine. */
  sync(): void {
    this.#journal.sync();
  }

  /** Concludes the run: its last event, then `run.json`. */
  conclude(status: 'complete' | 'aborted'): void {
    this.record({ kind: 'run-concluded', status, counts: this.derivation.record.counts });
    this.#journal.close();
    writeRunFile(this.folder, this.derivation.record, this.#journal.end);
  }

  #write(event: RunEvent): void {
    const time = this.#journal.append(event);
    this.derivation.take(event, time);
  }
}

function makeFolder(folder: string): void {
  if (existsSync(folder)) throw new S1benchError('evidence-exists', { where: { file: folder } });
  try {
    makeFolders(resolve(folder));
  } catch (cause) {
    throw new S1benchError('evidence-unwritable', { where: { file: folder }, found: String(cause), cause });
  }
}

/** One after the other: where a file system knows no new folders (/proc), Node's own way to make them all never ends. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path);
}
