import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Eui64, eui64Bytes } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { Exchange } from '../../src/migration/exchange/exchange.ts';
import { FolderExchange } from '../../src/migration/exchange/folder-exchange.ts';
import { MemoryExchange } from '../../src/migration/exchange/memory-exchange.ts';
import { KeyVault } from '../../src/migration/keys/key-vault.ts';
import type { KeyRole, Party } from '../../src/migration/model/parties.ts';
import type { Registrations } from '../../src/migration/model/registrations.ts';
import { makeTestPki } from '../../src/migration/pki/test-pki.ts';
import type { Trust } from '../../src/migration/pki/trust.ts';
import { parseMeterConfiguration } from '../../src/migration/readiness/meter-configuration.ts';
import { registrationsBy } from '../../src/migration/rules/registrations.ts';
import { loadMigrationRules, type MigrationRules } from '../../src/migration/rules/rules.ts';
import { root } from '../support/project-files.ts';
import { type Interference, trustWithout } from './interference.ts';
import { type Change, Life, MortalStore } from './life.ts';
import type { Scenario, SimulatedCase } from './scenario.ts';
import { Devices, type DevicesLeft } from './simulated-world.ts';

const shippedRules = loadMigrationRules(join(root, 'hardware/migration'));
const configurationFile = join(root, 'hardware/configurations/dormant.yaml');
export const configuration = parseMeterConfiguration(readFileSync(configurationFile, 'utf8'), configurationFile);
/** The same in every simulation: to make one takes longer than most migrations. */
export const pki = await makeTestPki({ parties: shippedRules.parties.all, random: new Random('simulated migrations') });

/** All that outlives a process that dies at some point. */
export interface Remains {
  readonly stores: ReadonlyMap<string, readonly Change[]>;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly devices: DevicesLeft;
  readonly logged: readonly string[];
}

/** What outlives a process, and what is known of it besides. */
export class Simulation {
  readonly scenario: Scenario;
  readonly devices: Devices;
  readonly rules: MigrationRules;
  readonly registrations: Registrations;
  readonly exchange: Exchange;
  readonly random: Random;
  readonly plan: MortalStore;
  /** What all parties believe. */
  readonly trust: Trust;
  /** How many processes there were. */
  lives = 0;
  /** All that was told to the logs of parties, as JSON. */
  readonly logged: string[] = [];
  readonly folder: string | undefined;
  life = new Life();
  /** The files that were given, in their order. */
  readonly given = new Map<string, Uint8Array>();
  readonly #isRecorded: boolean;
  #isReissued = false;
  readonly #stores = new Map<string, MortalStore>();
  readonly #storageKeys = new Map<Eui64, Uint8Array>();

  /** @param options whether what it would leave can be asked for at any moment */
  constructor(scenario: Scenario, { isRecorded = false }: { readonly isRecorded?: boolean } = {}) {
    this.scenario = scenario;
    this.#isRecorded = isRecorded;
    this.folder = scenario.onDisk ? mkdtempSync(join(tmpdir(), 's1bench-simulated-')) : undefined;
    const installations = scenario.cases.map(({ installation }) => installation);
    this.devices = new Devices(installations, scenario.start);
    this.rules = {
      ...shippedRules,
      strategy: {
        ...shippedRules.strategy,
        'daily-minimum': 1,
        'daily-capacity': scenario.capacity,
        'set-size': scenario.setSize,
        attempts: scenario.attempts,
      },
    };
    this.registrations = registrationsBy(this.rules.parties, scenario.suppliers);
    this.exchange =
      this.folder === undefined ? new MemoryExchange() : new FolderExchange(join(this.folder, 'exchange'));
    this.random = new Random(`simulated ${scenario.seed}`);
    this.plan = this.#storeNamed('plan');
    this.trust = trustWithout(pki.trust, () => this.#revoked);
  }

  storeOf({ id }: Pick<Party, 'id'>): MortalStore {
    return this.#storeNamed(id);
  }

  /** All that would be left, were the process no more. */
  remains(devices: DevicesLeft): Remains {
    const stores = new Map([...this.#stores].map(([name, { journal = [] }]) => [name, journal.slice()]));
    return { stores, files: new Map(this.given), devices, logged: this.logged.slice() };
  }

  /** Goes on with what is left of another one. */
  restore({ stores, files, devices, logged }: Remains): void {
    for (const [name, changes] of stores) this.#storeNamed(name).restore(changes);
    for (const [name, bytes] of files) this.exchange.put(name, bytes);
    this.devices.now = devices;
    this.logged.push(...logged);
  }

  caseOf(hub: Eui64): SimulatedCase {
    return this.scenario.cases.find(({ installation }) => installation.devices.hub?.eui64 === hub) as SimulatedCase;
  }

  partyOf(role: 'commissioning-party' | KeyRole): Party {
    return this.rules.parties.of(role)[0] as Party;
  }

  /** What a party holds, whatever it says of that. */
  vaultOf(role: KeyRole): KeyVault {
    const party = this.partyOf(role);
    return new KeyVault({
      role,
      systemTitle: eui64Bytes(party.id),
      store: this.storeOf(party),
      storageKey: this.storageKeyOf(party),
      random: new Random('nothing'),
    });
  }

  storageKeyOf({ id }: Pick<Party, 'id'>): Uint8Array {
    const key = this.#storageKeys.get(id) ?? this.random.fork(`storage ${id}`).bytes(32);
    this.#storageKeys.set(id, key);
    return key;
  }

  get #revoked(): Interference['revoked'] {
    const { revoked } = this.scenario.interference;
    const isTime = revoked !== undefined && this.logged.length >= revoked.after;
    return isTime && !this.#isReissued ? revoked : undefined;
  }

  /** Somebody issues other certificates. @returns whether that was of any use */
  reissue(): boolean {
    if (this.#revoked === undefined) return false;
    this.#isReissued = true;
    return true;
  }

  begin(life: Life): void {
    this.lives++;
    this.life = life;
    for (const store of this.#stores.values()) store.life = life;
  }

  close(): void {
    for (const store of this.#stores.values()) store.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  #storeNamed(name: string): MortalStore {
    const file = this.folder === undefined ? ':memory:' : join(this.folder, `${name}.sqlite`);
    const store = this.#stores.get(name) ?? new MortalStore(file, 'process');
    if (this.#isRecorded) store.journal ??= [];
    this.#stores.set(name, store);
    store.life = this.life;
    return store;
  }
}
