import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { FolderExchange } from '../../migration/exchange/folder-exchange.ts';
import type { Party } from '../../migration/model/parties.ts';
import type { PartyEvent } from '../../migration/parties/party-context.ts';
import { type Durability, PartyStore } from '../../migration/store/party-store.ts';
import { ChainedLog } from './chained-log.ts';

const HEAD = 'migration.json';
const STORAGE_KEY_LENGTH = 32;

/** What a migration is, from its beginning on. */
const headSchema = z.strictObject({
  kind: z.literal('migration'),
  tool: z.string(),
  /** By the clock on the wall. */
  startedAt: z.string(),
  /** What follows from it anybody can make again: none where devices are real. */
  seed: z.string().optional(),
  target: z.strictObject({
    kind: z.enum(['sim', 'bench']),
    file: z.string(),
    sha256: z.string(),
    count: z.int().optional(),
  }),
  /** What stood in the place of the documents that aren't public. */
  rules: z.array(z.strictObject({ file: z.string(), sha256: z.string() })),
  /** Files that were given in the place of a party's. */
  given: z.array(z.string()),
});
export type MigrationHead = z.output<typeof headSchema>;

/** The folder of a migration: what parties have given each other, what each has stored and logged, and the reports. */
export class Workspace {
  readonly folder: string;
  readonly exchange: FolderExchange;
  readonly reports: string;
  readonly #durability: Durability;
  readonly #stores = new Map<string, PartyStore>();
  readonly #logs = new Map<string, ChainedLog>();
  /** Held as long as it is open. */
  readonly #lock: DatabaseSync | undefined;

  private constructor(folder: string, durability: Durability, lock?: DatabaseSync) {
    this.folder = folder;
    this.#durability = durability;
    this.#lock = lock;
    this.exchange = new FolderExchange(join(folder, 'exchange'), durability);
    this.reports = join(folder, 'reports');
    mkdirSync(this.reports, { recursive: true });
  }

  /**
   * Makes the folder of a migration, with all that it begins with, whole or not at all.
   * @param furnish puts in what it begins with
   * @throws `migration-folder-taken` where there is something of that name; what `furnish` throws
   */
  static async begin(
    folder: string,
    head: MigrationHead,
    furnish: (workspace: Workspace) => Promise<void>,
  ): Promise<void> {
    if (existsSync(folder)) throw new S1benchError('migration-folder-taken', { where: { file: folder } });
    mkdirSync(dirname(resolve(folder)), { recursive: true });
    const draft = mkdtempSync(`${resolve(folder)}.`);
    try {
      await furnish(new Workspace(draft, durabilityOf(head)));
      writeSynced(join(draft, HEAD), `${JSON.stringify(head, undefined, 2)}\n`);
      renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true });
      throw error;
    }
  }

  /** What the migration in a folder is. @throws `migration-folder-none`, DocumentErrors */
  static headOf(folder: string): MigrationHead {
    const file = join(folder, HEAD);
    if (!existsSync(file)) throw new S1benchError('migration-folder-none', { where: { file: folder }, expected: HEAD });
    return parseDocument(readFileSync(file, 'utf8'), file, headSchema);
  }

  /**
   * Takes up the migration in a folder; until it is closed, or this process ends, nobody else can.
   * @throws `migration-under-way`
   */
  static open(folder: string, head: MigrationHead): Workspace {
    return new Workspace(folder, durabilityOf(head), lockedBy(join(folder, 'lock')));
  }

  /** Where the devices are kept, if they are simulated. */
  get world(): string {
    return this.#made('world');
  }

  get pki(): string {
    return join(this.folder, 'pki');
  }

  /** What dormant meters are configured to. */
  get configuration(): string {
    return join(this.folder, 'meter-configuration.yaml');
  }

  readonly storeOf = (party: Party | 'plan'): PartyStore => {
    const place = placeOf(party);
    const store = this.#stores.get(place) ?? new PartyStore(join(this.#made(place), 'store.sqlite'), this.#durability);
    this.#stores.set(place, store);
    return store;
  };

  /** The key under which a party keeps keys: made when it is asked for first, and for its owner alone. */
  readonly storageKeyOf = (party: Party): Uint8Array => {
    const file = join(this.#made(placeOf(party)), 'storage.key');
    if (!existsSync(file)) {
      const draft = `${file}.new`;
      writeSynced(draft, randomBytes(STORAGE_KEY_LENGTH).toString('hex'), 0o600);
      renameSync(draft, file);
    }
    return Buffer.from(readFileSync(file, 'utf8'), 'hex');
  };

  log(party: Party, event: PartyEvent, clock: Clock): void {
    const place = placeOf(party);
    const log = this.#logs.get(place) ?? new ChainedLog(join(this.#made(place), 'log.jsonl'), clock);
    this.#logs.set(place, log);
    const { what, ...detail } = event;
    log.append({ kind: what, ...detail });
  }

  close(): void {
    for (const log of this.#logs.values()) log.close();
    for (const store of this.#stores.values()) store.close();
    this.#lock?.close();
  }

  #made(place: string): string {
    const folder = join(this.folder, place);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** What is done to real devices has to outlive the machine; a simulation can be begun anew. */
function durabilityOf({ target }: MigrationHead): Durability {
  return target.kind === 'bench' ? 'machine' : 'process';
}

/** A lock that goes with the process, whatever ends it, on every system: a database that is locked as long as it is open. */
function lockedBy(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database.close();
    throw new S1benchError('migration-under-way', { where: { file }, cause });
  }
}

function placeOf(party: Party | 'plan'): string {
  return party === 'plan' ? 'plan' : join('parties', `${party.role}-${party.id}`);
}

function writeSynced(path: string, text: string, mode = 0o644): void {
  const file = openSync(path, 'w', mode);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}
