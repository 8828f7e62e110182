import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { checkSignature } from '../files/check-signature.ts';
import type { FileHeader, MigrationFile, MigrationFileKind, MigrationFileOf } from '../files/contents.ts';
import { type ReadMigrationFile, readMigrationFile, writeMigrationFile } from '../files/migration-file.ts';
import type { PartyRole } from '../model/parties.ts';
import { checkCertificates } from '../pki/party-keys.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { StoreTable } from '../store/party-store.ts';
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
  /** By name, the SHA-256 of the signed bytes of each file that was found to be believed. */
  readonly #believed: StoreTable<string>;
  /** By name, the same of each file that this party has signed itself: of its own it needs no certificate to believe it. */
  readonly #signed: StoreTable<string>;

  constructor(context: PartyContext) {
    this.#context = context;
    this.#believed = context.store.table('believed-files');
    this.#signed = context.store.table('signed-files');
  }

  /**
   * Gives a file, signed, unless one of its name was given: by this party before, or by a person in its place.
   * @param contents made where they are needed
   * @throws `party-certificate-refused` where nobody would believe it, and it would stand in the way of one that is believed
   */
  give(name: string, { set, group }: Pick<FileHeader, 'set' | 'group'>, contents: () => Contents<MigrationFile>): void {
    const { exchange, keys, trust, clock, log } = this.#context;
    if (exchange.get(name) !== undefined) return;
    checkCertificates(keys, ['signing'], trust, clock.now());
    const made = contents();
    const header: FileHeader = {
      set,
      group,
      from: keys.party.id,
      sequence: this.#nextSequence(made.kind),
      created: clock.now(),
    };
    const bytes = writeMigrationFile({ ...made, header } as MigrationFile, keys);
    this.#signed.put(name, readMigrationFile(bytes, name, made.kind).signedBytesSha256.toHex());
    exchange.put(name, bytes);
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

  /** The contents of a file of a set that was given by whoever has to give it; nothing where none is to be believed. */
  believed<Kind extends MigrationFileKind>(
    ...of: Parameters<typeof this.believedAsRead<Kind>>
  ): MigrationFileOf<Kind> | undefined {
    return this.believedAsRead(...of)?.file;
  }

  /**
   * The same as it was read. Whether a file is to be believed is judged once: one that was is so from then on, whatever
   * becomes of certificates, and no other can take its place.
   */
  believedAsRead<Kind extends MigrationFileKind>(
    name: string,
    set: Pick<PlannedSet, 'name' | 'group'>,
    kind: Kind,
    by: PartyRole,
  ): ReadMigrationFile<MigrationFileOf<Kind>> | undefined {
    const read = this.take(name, kind);
    if (read === undefined) return undefined;
    const problem = isS1benchError(read) ? read : this.#problemOf(name, set, read, by);
    if (problem === undefined && !isS1benchError(read)) return read;
    this.#context.log({ what: 'file-refused', name, code: problem?.code, because: problem?.message });
    return undefined;
  }

  #problemOf(
    name: string,
    set: Pick<PlannedSet, 'name' | 'group'>,
    read: ReadMigrationFile,
    by: PartyRole,
  ): S1benchError | undefined {
    const found = read.signedBytesSha256.toHex();
    const expected = this.#believed.get(name);
    if (expected === found || this.#signed.get(name) === found) return undefined;
    if (expected !== undefined) return new S1benchError('migration-file-replaced', { found, expected });
    const problem = this.#objectionTo(set, read, by);
    if (problem === undefined) this.#believed.put(name, found);
    return problem;
  }

  #objectionTo(
    { name, group }: Pick<PlannedSet, 'name' | 'group'>,
    read: ReadMigrationFile,
    by: PartyRole,
  ): S1benchError | undefined {
    const { trust, clock } = this.#context;
    const { header } = read.file;
    if (header.set !== name || header.group !== group) {
      const found = `${header.set} of ${header.group}`;
      return new S1benchError('migration-file-of-other-set', { found, expected: `${name} of ${group}` });
    }
    const problem = checkSignature(read, trust, clock.now());
    if (problem !== undefined) return problem;
    const role = trust.find(read.signer)?.role;
    return role === by ? undefined : new S1benchError('signature-not-theirs', { found: `${role}`, expected: by });
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
