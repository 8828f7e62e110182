import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Traffic } from '../../links/wire.ts';
import type { PackSource } from '../pack/read-pack.ts';
import { RunDerivation } from './derivation.ts';
import type { RunEvent, RunEventOf } from './event.ts';
import { type AppendOptions, type Durability, Journal } from './journal.ts';
import { PACKS_FOLDER, type PackEntry, writePackCopies } from './pack-copies.ts';
import type { Redactor } from './redactor.ts';
import { syncFolder, writeRunFile } from './run-file.ts';

/** What is learnt at a bench may not be learnt again; a simulation is, by its seed, and its tests end hundreds of times a second. */
const durabilities: Readonly<Record<'bench' | 'sim', Durability>> = {
  bench: { hold: 0, syncEvery: 0 },
  sim: { hold: 65_536, syncEvery: 1000 },
};

/** Keeps the evidence of one run: records what happens, and derives what follows from it. */
export class Recorder {
  readonly folder: string;
  readonly #journal: Journal;
  readonly #redactor: Redactor;
  readonly derivation: RunDerivation;

  /**
   * Makes the folder of the run, with the packs in it, and starts the journal.
   * @throws `evidence-exists`, `evidence-unwritable`; `evidence-holds-key` if a pack holds key material, and then leaves nothing behind
   */
  constructor(
    folder: string,
    started: RunEventOf<'run-started'>,
    packs: readonly PackSource[],
    clock: Clock,
    redactor: Redactor,
  ) {
    for (const { pack, text, included } of packs) {
      if ([text, ...included.map((file) => file.text)].some((each) => redactor.finds(each)))
        throw new S1benchError('evidence-holds-key', { found: `test pack ${pack.id}` });
    }
    makeFolder(folder);
    this.folder = folder;
    this.#redactor = redactor;
    mkdirSync(join(folder, PACKS_FOLDER));
    for (const [i, source] of packs.entries()) writePackCopies(folder, started.packs[i] as PackEntry, source);
    this.derivation = new RunDerivation(
      started,
      packs.map(({ pack }) => pack),
    );
    this.#journal = new Journal(folder, clock, redactor, durabilities[started.target.kind]);
    this.#journal.append(started);
    this.sync();
    syncFolder(join(folder, PACKS_FOLDER));
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

  /**
   * Records what passed over the wire of a device, every byte of a secret masked: that is done to the bytes themselves, so
   * that their digits needn't be searched again.
   */
  traffic(device: string, { direction, layer, apdu, bytes }: Traffic): void {
    const hex = this.#redactor.hex(bytes);
    this.#write({ kind: 'traffic', device, direction, layer, apdu, bytes: hex }, { isClean: true });
  }

  /** Makes what was recorded until now outlive this process, and the machine where that is due. */
  sync(): void {
    this.#journal.sync();
  }

  /** Concludes the run: its last event, then `run.json`. */
  conclude(status: 'complete' | 'aborted'): void {
    this.record({ kind: 'run-concluded', status, counts: this.derivation.record.counts });
    this.#journal.close();
    writeRunFile(this.folder, this.derivation.record, this.#journal.end);
  }

  #write(event: RunEvent, options?: AppendOptions): void {
    const time = this.#journal.append(event, options);
    this.derivation.take(event, time);
  }
}

/** @throws `evidence-exists`, `evidence-unwritable` */
export function makeFolder(folder: string): void {
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
