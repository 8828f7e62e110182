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
import { parseMeterConfiguration } from '../../src/migration/readiness/meter-configuration.ts';
import { registrationsBy } from '../../src/migration/rules/registrations.ts';
import { loadMigrationRules, type MigrationRules } from '../../src/migration/rules/rules.ts';
import { root } from '../support/project-files.ts';
import { Life, MortalStore } from './life.ts';
import type { Scenario, SimulatedCase } from './scenario.ts';
import { Devices } from './simulated-world.ts';

const shippedRules = loadMigrationRules(join(root, 'hardware/migration'));
const configurationFile = join(root, 'hardware/configurations/dormant.yaml');
export const configuration = parseMeterConfiguration(readFileSync(configurationFile, 'utf8'), configurationFile);
/** The same in every simulation: to make one takes longer than most migrations. */
export const pki = await makeTestPki({ parties: shippedRules.parties.all, random: new Random('simulated migrations') });

/** What outlives a process, and what is known of it besides. */
export class Simulation {
  readonly scenario: Scenario;
  readonly devices: Devices;
  readonly rules: MigrationRules;
  readonly registrations: Registrations;
  readonly exchange: Exchange;
  readonly random: Random;
  readonly plan: MortalStore;
  /** All that was told to the logs of parties, as JSON. */
  readonly logged: string[] = [];
  readonly folder: string | undefined;
  life = new Life();
  readonly #stores = new Map<Eui64, MortalStore>();

  constructor(scenario: Scenario) {
    this.scenario = scenario;
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
    this.plan = this.#newStore('plan');
  }

  storeOf(party: Pick<Party, 'id'>): MortalStore {
    const store = this.#stores.get(party.id) ?? this.#newStore(party.id);
    this.#stores.set(party.id, store);
    store.life = this.life;
    return store;
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
    return this.random.fork(`storage ${id}`).bytes(32);
  }

  begin(life: Life): void {
    this.life = life;
    this.plan.life = life;
    for (const store of this.#stores.values()) store.life = life;
  }

  close(): void {
    this.plan.close();
    for (const store of this.#stores.values()) store.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  #newStore(name: string): MortalStore {
    return new MortalStore(this.folder === undefined ? ':memory:' : join(this.folder, `${name}.sqlite`), 'process');
  }
}
