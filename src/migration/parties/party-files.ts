import { isS1benchError, type S1benchError } from '../../core/errors.ts';
import { checkSignature } from '../files/check-signature.ts';
import type { FileHeader, MigrationFile, MigrationFileKind, MigrationFileOf } from '../files/contents.ts';
import { type ReadMigrationFile, readMigrationFile, writeMigrationFile } from '../files/migration-file.ts';
import type { PartyRole } from '../model/parties.ts';
import type { PartyContext } from './party-context.ts';

/** What a file says besides its header. */
export type Contents<File extends MigrationFile> = File extends MigrationFile ? Omit<File, 'header'> : never;

/** Files that are kept as they were read: about as many as a set has. */
const MOST_KEPT = 8;

/** The XML files of a migration, as one party gives and takes them. */
export class PartyFiles {
  readonly #context: PartyContext;
  /** Those read last: what was given doesn't change. */
  readonly #read = new Map<string, ReadMigrationFile | S1benchError>();

  constructor(context: PartyContext) {
    this.#context = context;
  }

  /**
   * Gives a file, signed, unless one of its name was given: by this party before, or by a person in its place.
   * @param contents made where they are needed
   */
  give(name: string, { set, group }: Pick<FileHeader, 'set' | 'group'>, contents: () => Contents<MigrationFile>): void {
    const { exchange, keys, clock, log } = this.#context;
    if (exchange.get(name) !== undefined) return;
    const made = contents();
    const header: FileHeader = {
      set,
      group,
      from: keys.party.id,
      sequence: this.#nextSequence(made.kind),
      created: clock.now(),
    };
    exchange.put(name, writeMigrationFile({ ...made, header } as MigrationFile, keys));
    log({ what: 'file-given', name });
  }

  /** A file that was given, whether or not it is to be believed; why it can't be read; or nothing where there is none. */
  take<Kind extends MigrationFileKind>(
    name: string,
    kind: Kind,
  ): ReadMigrationFile<MigrationFileOf<Kind>> | S1benchError | undefined {
    const key = `${kind} ${name}`;
    const known = this.#read.get(key) as ReadMigrationFile<MigrationFileOf<Kind>> | S1benchError | undefined;
    if (known !== undefined) return known;
    const bytes = this.#context.exchange.get(name);
    if (bytes === undefined) return undefined;
    const read = orRefused(() => readMigrationFile(bytes, name, kind));
    const [oldest] = this.#read.keys();
    if (oldest !== undefined && this.#read.size >= MOST_KEPT) this.#read.delete(oldest);
    this.#read.set(key, read);
    return read;
  }

  /** The contents of a file that was given by whoever has to give it; nothing where none is to be believed. */
  believed<Kind extends MigrationFileKind>(name: string, kind: Kind, by: PartyRole): MigrationFileOf<Kind> | undefined {
    const { log } = this.#context;
    const read = this.take(name, kind);
    if (read === undefined) return undefined;
    const problem = isS1benchError(read) ? read.message : this.#objectionTo(read, by);
    if (problem === undefined && !isS1benchError(read)) return read.file;
    log({ what: 'file-refused', name, because: problem });
    return undefined;
  }

  #objectionTo(read: ReadMigrationFile, by: PartyRole): string | undefined {
    const { trust, clock } = this.#context;
    const problem = checkSignature(read, trust, clock.now());
    if (problem !== undefined) return problem.message;
    const role = trust.find(read.signer)?.role;
    return role === by ? undefined : `signed by a ${role}, not by the ${by}`;
  }

  /** Numbers are used up before the file is given: a crash may leave one out, and never uses one twice. */
  #nextSequence(kind: MigrationFileKind): number {
    const sequences = this.#context.store.table<number>('sequences');
    const next = (sequences.get(kind) ?? 0) + 1;
    sequences.put(kind, next);
    return next;
  }
}

function orRefused<T>(read: () => T): T | S1benchError {
  try {
    return read();
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
}
