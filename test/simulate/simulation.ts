import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isS1benchError } from '../../src/core/errors.ts';
import { type Eui64, eui64Bytes } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { ChainedLog } from '../../src/harness/migrations/chained-log.ts';
import type { Exchange } from '../../src/migration/exchange/exchange.ts';
import { FolderExchange } from '../../src/migration/exchange/folder-exchange.ts';
import { MemoryExchange } from '../../src/migration/exchange/memory-exchange.ts';
import { KeyVault } from '../../src/migration/keys/key-vault.ts';
import type { KeyRole, Party } from '../../src/migration/model/parties.ts';
import type { Registrations } from '../../src/migration/model/registrations.ts';
import { makeTestPki } from '../../src/migration/pki/test-pki.ts';
import { plannedProducts } from '../../src/migration/planning/planned-products.ts';
import { Migration, type MigrationParts } from '../../src/migration/process/migration.ts';
import { parseMeterConfiguration } from '../../src/migration/readiness/meter-configuration.ts';
import type { OutcomeRow } from '../../src/migration/reports/outcome-report.ts';
import { registrationsBy } from '../../src/migration/rules/registrations.ts';
import { loadMigrationRules, type MigrationRules } from '../../src/migration/rules/rules.ts';
import { root } from '../support/project-files.ts';
import { authorise } from './authorise.ts';
import type { ProcessDefect } from './defects.ts';
import { type Death, Life, MortalExchange, MortalStore, type PointKind, ProcessStopped } from './life.ts';
import type { Scenario, SimulatedCase } from './scenario.ts';
import { Devices, SimulatedWorld } from './simulated-world.ts';
import { Watch } from './watch.ts';

const shippedRules = loadMigrationRules(join(root, 'hardware/migration'));
const configurationFile = join(root, 'hardware/configurations/dormant.yaml');
const configuration = parseMeterConfiguration(readFileSync(configurationFile, 'utf8'), configurationFile);
/** The same in every simulation: to make one takes longer than most migrations. */
const pki = await makeTestPki({ parties: shippedRules.parties.all, random: new Random('simulated migrations') });

/** More processes than that none needs to come to an end. */
const MOST_LIVES = 200;

export interface SimulateOptions {
  readonly defect?: ProcessDefect | undefined;
  /** In place of those of the scenario. */
  readonly deaths?: readonly Death[];
  /** Told of all that parties tell their logs, as JSON. */
  readonly onLog?: (event: string) => void;
}

export interface Simulated {
  /** What isn't as it has to be. */
  readonly broken: readonly string[];
  /** Points at which the last process could have died. */
  readonly points: Readonly<Record<PointKind, number>>;
  readonly outcomes: readonly OutcomeRow[];
  /** How many processes it took. */
  readonly lives: number;
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
      },
    };
    this.registrations = registrationsBy(this.rules.parties, scenario.suppliers);
    this.exchange = this.folder === undefined ? new MemoryExchange() : new FolderExchange(join(this.folder, 'exchange'));
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

/** Migrates what a scenario has, with all its deaths, and tells what isn't as it has to be. */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<Simulated> {
  const { deaths = scenario.deaths } = options;
  const simulation = new Simulation(scenario);
  const watch = new Watch(simulation);
  try {
    for (let lived = 0; lived < MOST_LIVES; lived++) {
      const life = new Life(deaths[lived]);
      const ended = await live(simulation, watch, life, options);
      if (ended !== undefined) {
        const broken = [...watch.broken, ...ended.broken];
        return { broken, points: life.points, outcomes: ended.outcomes, lives: lived + 1 };
      }
    }
    return { broken: ['it never ends'], points: new Life().points, outcomes: [], lives: MOST_LIVES };
  } finally {
    simulation.close();
  }
}

/** One process, from its beginning to its death; or to the end, and then what is wrong there. */
async function live(simulation: Simulation, watch: Watch, life: Life, { defect, onLog }: SimulateOptions) {
  const { scenario, devices, random, rules, registrations } = simulation;
  simulation.begin(life);
  const world = new SimulatedWorld(devices, life);
  watch.begin(world);
  life.onDeath = () => {
    watch.lookAtKeys();
    world.die(life.death?.devices ?? 'go on');
  };
  const logs = simulation.folder === undefined ? undefined : new Logs(simulation.folder, world);
  const records = [...world.hubs()].flatMap((hub) => world.record(hub) ?? []);
  const { eligible, cpl } = plannedProducts(records, ({ cohort }) => rules.groups.find((of) => of.cohort === cohort));
  const sound: MigrationParts = {
    world,
    rules,
    trust: pki.trust,
    keysOf: ({ role, id }) => pki.keysOf(role, id),
    storeOf: (party) => simulation.storeOf(party),
    storageKeyOf: (party) => simulation.storageKeyOf(party),
    exchange: new MortalExchange(simulation.exchange, life, (name, bytes) => watch.given(name, bytes)),
    registrations,
    eligible,
    cpl,
    configuration,
    plan: simulation.plan,
    random,
    keyRandomOf: ({ role }) => random.fork(role),
    atOnce: scenario.atOnce,
    signal: life.end.signal,
    log: (party, event) => {
      life.pass('event');
      const text = JSON.stringify(event);
      simulation.logged.push(text);
      onLog?.(text);
      logs?.append(party, event);
      if (event.what === 'keys') watch.lookAtKeys(event['device'] as Eui64);
      if (event.what === 'outcome') watch.lookAtKeys();
    },
    onProgress: () => undefined,
  };
  const parts = defect?.parts?.(sound, simulation) ?? sound;
  const migration = new Migration(parts);
  const restore = defect?.cast?.(migration.cast, parts, simulation);
  try {
    if (!scenario.isAuthorisedByAll) authorise(parts, scenario);
    await migration.run();
    if (life.isOver) return undefined;
    const outcomes = [...migration.cast.commissioningParty.outcomes()];
    const broken = watch.atTheEnd(outcomes);
    return { outcomes, broken: [...broken, ...(logs?.problems() ?? [])] };
  } catch (error) {
    if (error instanceof ProcessStopped || (life.isOver && isS1benchError(error))) return undefined;
    const broken = [`it throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
    return { outcomes: [] as readonly OutcomeRow[], broken };
  } finally {
    restore?.();
    logs?.close();
    await world.close();
  }
}

/** The logs of the parties, in files. */
class Logs {
  readonly #folder: string;
  readonly #world: SimulatedWorld;
  readonly #logs = new Map<string, ChainedLog>();

  constructor(folder: string, world: SimulatedWorld) {
    this.#folder = folder;
    this.#world = world;
  }

  append({ id }: Party, event: object): void {
    const log = this.#logs.get(id) ?? new ChainedLog(this.#pathOf(id), this.#world.clock);
    this.#logs.set(id, log);
    log.append(event);
  }

  /** To go on with a log is to check its chain. */
  problems(): readonly string[] {
    const ids = [...this.#logs.keys()];
    this.close();
    return ids.flatMap((id) => {
      try {
        new ChainedLog(this.#pathOf(id), this.#world.clock).close();
        return [];
      } catch (error) {
        return [`log of ${id}: ${(error as Error).message}`];
      }
    });
  }

  close(): void {
    for (const log of this.#logs.values()) log.close();
    this.#logs.clear();
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.jsonl`);
  }
}
