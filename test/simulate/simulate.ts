import { join } from 'node:path';
import { isS1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { ChainedLog } from '../../src/harness/migrations/chained-log.ts';
import type { Party } from '../../src/migration/model/parties.ts';
import { plannedProducts } from '../../src/migration/planning/planned-products.ts';
import { Migration, type MigrationParts } from '../../src/migration/process/migration.ts';
import type { OutcomeRow } from '../../src/migration/reports/outcome-report.ts';
import { authorise } from './authorise.ts';
import type { ProcessDefect } from './defects.ts';
import { type Death, Life, MortalExchange, type PointKind, ProcessStopped } from './life.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { configuration, pki, Simulation } from './simulation.ts';
import { Watch } from './watch.ts';

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
  const { eligible, cpl } = plannedProducts(records, rules);
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
    // More than any needs: one that never ends is told by its outcomes.
    days: 40,
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
  const parts = defect?.parts?.(sound) ?? sound;
  const migration = new Migration(parts);
  const restore = defect?.cast?.(migration.cast, parts);
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
