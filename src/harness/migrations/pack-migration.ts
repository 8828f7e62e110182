import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import type { CosemOperation } from '../../dcc/device/session.ts';
import type { InventoryDevice } from '../../dcc/inventory.ts';
import type { Traffic } from '../../links/wire.ts';
import { MemoryExchange } from '../../migration/exchange/memory-exchange.ts';
import { isNamedAuthorisation } from '../../migration/files/names.ts';
import type { KeyRole, Party } from '../../migration/model/parties.ts';
import { recordsOf, type SmsoRecord } from '../../migration/model/world.ts';
import type { PartyEvent } from '../../migration/parties/party-context.ts';
import type { TestPki } from '../../migration/pki/test-pki.ts';
import { plannedProducts } from '../../migration/planning/planned-products.ts';
import { Migration, type MigrationParts } from '../../migration/process/migration.ts';
import { type MeterConfiguration, parseMeterConfiguration } from '../../migration/readiness/meter-configuration.ts';
import { loadMigrationRules, type MigrationRules } from '../../migration/rules/rules.ts';
import { PartyStore } from '../../migration/store/party-store.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { KEY_LENGTH } from '../../protocol/cosem/security/originator.ts';
import { everyKey } from '../../sim/files/keys.ts';
import { sha256 } from '../evidence/line.ts';
import { Redactor } from '../evidence/redactor.ts';
import { type JsonObject, toJson } from '../json.ts';
import { recordOfTarget } from '../migration-world/smso-record.ts';
import type { MigrateAction } from '../pack/migration-action.ts';
import type { Target } from '../runner/target.ts';
import { AlteringExchange } from './altering-exchange.ts';
import { Happenings, ProcessDied } from './happenings.ts';
import { authorise, demand } from './pack-authorisation.ts';
import { describeMigration } from './pack-migration-outcome.ts';
import { PackPki } from './pack-pki.ts';
import { registrationsFor, rulesFor } from './pack-rules.ts';
import { PackWorld } from './pack-world.ts';

/** What migrations in test packs go by, read once. */
export interface PackMigrationData extends Pick<PackMigrationFiles, 'begin'> {
  readonly rules: MigrationRules;
  readonly configuration: MeterConfiguration;
  readonly pki: TestPki;
}

/** Files that ship with s1bench. */
export interface PackMigrationFiles {
  /** Folder of the rules; see `loadMigrationRules`. */
  readonly rules: string;
  /** What dormant meters are configured to. */
  readonly configuration: string;
  /** What makes a process of a migration, where it isn't a sound one: how packs are measured by what is wrong with it. */
  readonly begin?: (parts: MigrationParts) => Migration;
}

/** @throws `file-unreadable`, DocumentErrors */
export async function loadPackMigrationData(files: PackMigrationFiles, random: Random) {
  const { rules: folder, configuration, begin } = files;
  const { makeTestPki } = await import('../../migration/pki/test-pki.ts');
  const rules = loadMigrationRules(folder);
  return {
    rules,
    configuration: parseMeterConfiguration(readFileSync(configuration, 'utf8'), configuration),
    pki: await makeTestPki({ parties: rules.parties.all, random: random.fork('pki') }),
    ...(begin !== undefined && { begin }),
  } satisfies PackMigrationData;
}

export interface PackMigrationObserver {
  /** Everything that a party logs, and whatever else happens. */
  event(by: string, event: PartyEvent): void;
  traffic(device: Eui64, traffic: Traffic): void;
  operation(operation: CosemOperation): void;
  /** A key comes into being, which evidence must not hold. */
  secret(key: Uint8Array): void;
}

export interface PackMigrationParts {
  readonly target: Target;
  readonly data: PackMigrationData;
  readonly random: Random;
  /** Where the files that were exchanged are written; nowhere unless given. */
  readonly folder: string | undefined;
  readonly observer: PackMigrationObserver;
}

const clients = { 1: 'dco', 2: 's1sp' } as const satisfies Readonly<Record<1 | 2, KeyRole>>;
/** More lives than any test takes away. */
const MOST_LIVES = 100;

/**
 * The migration of the installation of a target, as one test has it: its parties have stores and an exchange that end
 * with the test. What is done to the devices is done to those that the test goes on with.
 */
export class PackMigration {
  readonly #parts: PackMigrationParts;
  readonly #pki: PackPki;
  readonly #exchange = new MemoryExchange();
  readonly #stores = new Map<string, PartyStore>();
  /** Keys that no file may hold in clear. */
  readonly #secrets = new Redactor();
  #migration: Migration | undefined;
  #lives = 0;

  constructor(parts: PackMigrationParts) {
    this.#parts = parts;
    this.#pki = new PackPki(parts.data.pki, parts.random.fork('faulty certificates'));
  }

  /** The keys in force as far as the S1SP or the DCO holds any. */
  keysOf(device: Eui64, sap: 1 | 2): ClientKeys | undefined {
    return this.#migration?.cast[clients[sap]].vault.keysOf(device);
  }

  /** What commissioning has made of the inventory. */
  inventoryOf(device: Eui64): InventoryDevice | undefined {
    return this.#migration?.cast.commissioningParty.inventoryOf(device);
  }

  /**
   * Carries the migration out until it has an outcome that stands, or its days are over.
   * @throws `migration-record-unknown`, `aborted`
   */
  async carryOut(options: MigrateAction, signal: AbortSignal): Promise<JsonObject> {
    const { target, observer } = this.#parts;
    const record = this.#record(options);
    observer.event('runner', { what: 'migration-rules', files: this.#parts.data.rules.files });
    const happenings = new Happenings(options.during, target);
    const world = await PackWorld.open(target, record, options.beside, (device, traffic) =>
      observer.traffic(device, traffic),
    );
    for (const key of record.devices.flatMap(({ keys }) => everyKey(keys))) this.#secrets.add(key);
    for (const each of world.neighbours) {
      for (const key of each.record.devices.flatMap(({ keys }) => everyKey(keys))) this.#keepSecret(key);
    }
    const exchange = this.#exchangeFor(options, happenings);
    await this.#pki.issueFaulty(options.alter.map((each) => toJson(each)));
    try {
      for (let isOver = false; !isOver; ) {
        if (++this.#lives > MOST_LIVES) throw new S1benchError('aborted');
        try {
          const migration = this.#begin(options, { record, world, exchange, happenings, signal });
          this.#migration = migration;
          this.#authorise(migration, { record, world }, options);
          await migration.run();
          isOver = true;
        } catch (error) {
          if (!(error instanceof ProcessDied)) throw error;
          observer.event('runner', { what: 'process-died' });
        }
      }
    } finally {
      happenings.end();
      await world.close();
      this.#writeFiles();
    }
    const { cast } = this.#migration as Migration;
    const neighbours = world.neighbours.map((each) => each.record);
    return describeMigration({ exchange: this.#exchange, cast, target, record, neighbours, secrets: this.#secrets });
  }

  end(): void {
    for (const store of this.#stores.values()) store.close();
    this.#stores.clear();
  }

  #begin(options: MigrateAction, { world, exchange, happenings, signal }: Life): Migration {
    const { data, random, observer } = this.#parts;
    const { configuration, begin = (parts: MigrationParts) => new Migration(parts) } = data;
    const rules = rulesFor(data.rules, options);
    const { eligible, cpl } = plannedProducts(recordsOf(world), rules);
    const migration: Migration = begin({
      world,
      rules,
      trust: this.#pki.trust,
      keysOf: ({ role, id }) => this.#pki.keysOf(role, id),
      storeOf: ({ id }) => this.#store(id),
      storageKeyOf: ({ id }) => random.fork(`storage ${id}`).bytes(32),
      keyRandomOf: ({ role }) => random.fork(`keys ${role}`),
      exchange,
      registrations: registrationsFor(rules, options),
      eligible,
      cpl,
      configuration,
      plan: this.#store('plan'),
      random: random.fork(`life ${this.#lives}`),
      atOnce: 1,
      days: options.days,
      signal,
      log: (party, event) => {
        this.#tellSecrets(party, event, migration);
        observer.event(party.role, event);
        happenings.note(party.role, event);
      },
      onProgress: () => undefined,
      onOperation: (operation) => observer.operation(operation),
    });
    return migration;
  }

  /** What the SMSO has on record, as the test has it. @throws `migration-record-unknown` */
  #record({ record: otherwise = {} }: MigrateAction): SmsoRecord {
    const record = recordOfTarget(this.#parts.target);
    if (record?.cohort === undefined) throw new S1benchError('migration-record-unknown', { expected: 'a cohort' });
    const { 'on-wan': isOnWan = record.isOnWan, 'without-master-key': unknown, 'wrong-keys': wrong } = otherwise;
    const random = this.#parts.random.fork('wrong keys');
    const other = (): ClientKeys => ({
      encryption: random.bytes(KEY_LENGTH),
      authentication: random.bytes(KEY_LENGTH),
    });
    const devices = record.devices.map(({ keys, ...device }) => ({
      ...device,
      keys: {
        master: unknown !== undefined && device.id === this.#deviceOf(unknown) ? undefined : keys.master,
        clients: wrong !== undefined && device.id === this.#deviceOf(wrong) ? { 1: other(), 2: other() } : keys.clients,
      },
    }));
    return { ...record, isOnWan, devices };
  }

  #exchangeFor({ alter }: MigrateAction, happenings: Happenings): AlteringExchange {
    const { random, observer } = this.#parts;
    return new AlteringExchange({
      exchange: this.#exchange,
      pki: this.#pki,
      alterations: alter,
      deviceOf: (role) => this.#deviceOf(role),
      random: random.fork('altered keys'),
      given: (name, bytes) => {
        const event = { what: 'file-held', name, sha256: sha256(bytes) };
        observer.event('exchange', event);
        happenings.note('exchange', event);
      },
    });
  }

  /** What a test says nothing of, the migration does: suppliers authorise what is their own, and all want all migrated. */
  #authorise({ cast }: Migration, { record, world }: Pick<Life, 'record' | 'world'>, options: MigrateAction): void {
    const { authorise: own, beside, demand: installations } = options;
    const now = this.#parts.target.clock.now();
    if (installations !== undefined) demand(cast, this.#parts.data.rules, record, { now, installations });
    if (own === undefined && beside.length === 0) return;
    if (this.#exchange.names().some(isNamedAuthorisation)) return;
    const { by = 'supplier', priority = false, times = 1 } = own ?? {};
    const neighbours = world.neighbours.map((each) => ({ record: each.record, ...each.wanted }));
    authorise(cast, this.#parts.data.rules, [{ record, by, priority }, ...neighbours], { now, times });
  }

  #store(name: string): PartyStore {
    const store = this.#stores.get(name) ?? new PartyStore(':memory:', 'process');
    this.#stores.set(name, store);
    return store;
  }

  /** Own keys are made before anything of them is sent. */
  #tellSecrets({ role }: Party, event: PartyEvent, { cast }: Migration): void {
    if (event.what !== 'keys' || event['is'] !== 'prepared') return;
    if (role !== 's1sp' && role !== 'dco') return;
    const { encryption, authentication } = cast[role].vault.setOf(event['device'] as Eui64, 'own');
    for (const key of [encryption, authentication]) this.#keepSecret(key);
  }

  #keepSecret(key: Uint8Array): void {
    this.#secrets.add(key);
    this.#parts.observer.secret(key);
  }

  #deviceOf(role: string): Eui64 {
    const found = this.#parts.target.devices.find((device) => device.role === role);
    if (found === undefined) throw new S1benchError('device-route-unknown', { found: role });
    return found.eui64;
  }

  #writeFiles(): void {
    const { folder } = this.#parts;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    for (const name of this.#exchange.names()) {
      writeFileSync(join(folder, name), this.#exchange.get(name) ?? new Uint8Array());
    }
  }
}

/** What one process of a migration has from outside. */
interface Life {
  readonly record: SmsoRecord;
  readonly world: PackWorld;
  readonly exchange: AlteringExchange;
  readonly happenings: Happenings;
  readonly signal: AbortSignal;
}
