import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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
  seed: z.string(),
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

  private constructor(folder: string, durability: Durability) {
    this.folder = folder;
    this.#durability = durability;
    this.exchange = new FolderExchange(join(folder, 'exchange'));
    this.reports = join(folder, 'reports');
    mkdirSync(this.reports, { recursive: true });
  }

  /** @throws `migration-folder-taken` where there is something of that name */
  static begin(folder: string, head: MigrationHead): Workspace {
    if (existsSync(folder)) throw new S1benchError('migration-folder-taken', { where: { file: folder } });
    mkdirSync(folder, { recursive: true });
    const workspace = new Workspace(folder, durabilityOf(head));
    const draft = join(folder, `.${HEAD}`);
    writeSynced(draft, `${JSON.stringify(head, undefined, 2)}\n`);
    renameSync(draft, join(folder, HEAD));
    return workspace;
  }

  /** A migration that was begun before. @throws `migration-folder-none`, DocumentErrors */
  static resume(folder: string): { readonly workspace: Workspace; readonly head: MigrationHead } {
    const file = join(folder, HEAD);
    if (!existsSync(file)) throw new S1benchError('migration-folder-none', { where: { file: folder }, expected: HEAD });
    const head = parseDocument(readFileSync(file, 'utf8'), file, headSchema);
    return { workspace: new Workspace(folder, durabilityOf(head)), head };
  }

  /** Where the devices are kept, if they are simulated. */
  get world(): string {
    return this.#made('world');
  }

  get pki(): string {
    return join(this.folder, 'pki');
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

function placeOf(party: Party | 'plan'): string {
  return party === 'plan' ? 'plan' : join('parties', `${party.role}-${party.id}`);
}

function writeSynced(path: string, text: string, mode = 0o644): void {
  const file = openSync(path, 'w', mode);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}
