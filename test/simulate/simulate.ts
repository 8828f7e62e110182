import { join } from 'node:path';
import { isS1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { ChainedLog } from '../../src/harness/migrations/chained-log.ts';
import type { Party } from '../../src/migration/model/parties.ts';
import { plannedProducts } from '../../src/migration/planning/planned-products.ts';
import { Migration, type MigrationParts } from '../../src/migration/process/migration.ts';
import type { OutcomeRow } from '../../src/migration/reports/outcome-report.ts';
import type { ProcessDefect } from '../support/process-defects/defect.ts';
import { authorise } from './authorise.ts';
import type { OnRequest } from './blackout.ts';
import { replay } from './interference.ts';
import { type Death, type DeviceFate, Life, MortalExchange, type PointKind, ProcessStopped } from './life.ts';
import type { Scenario } from './scenario.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { configuration, pki, type Remains, Simulation } from './simulation.ts';
import { Watch } from './watch.ts';

/** More processes than that none needs to come to an end. */
const MOST_LIVES = 200;

export interface SimulateOptions {
  readonly defect?: ProcessDefect | undefined;
  /** In place of those of the scenario. */
  readonly deaths?: readonly Death[];
  /** What another process has left, which is gone on with. */
  readonly from?: Remains;
  /** Told of all that parties tell their logs, as JSON. */
  readonly onLog?: (event: string) => void;
  /** Told of each point at which a process could die, and of what would be left if it did. */
  readonly onPoint?: (kind: PointKind, left: (devices: DeviceFate) => Remains) => void;
  readonly onRequest?: OnRequest;
}

/** A process that died. */
export interface Died {
  readonly at: PointKind;
  readonly devices: DeviceFate;
}

export interface Simulated {
  /** What isn't as it has to be. */
  readonly broken: readonly string[];
  /** Points at which the last process could have died. */
  readonly points: Readonly<Record<PointKind, number>>;
  readonly outcomes: readonly OutcomeRow[];
  /** How the processes before the last one ended. */
  readonly deaths: readonly Died[];
  /** Whether there was anything left to do once nothing was in the way any more. */
  readonly wasCleared: boolean;
}

/**
 * Migrates what a scenario has, with all its deaths, and tells what isn't as it has to be. Where devices couldn't be given
 * back until the end, whatever is in the way of that ends, and somebody takes the migration up again.
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<Simulated> {
  const { deaths = scenario.deaths, from, onPoint } = options;
  const simulation = new Simulation(scenario, { isRecorded: onPoint !== undefined });
  if (from !== undefined) simulation.restore(from);
  const watch = new Watch(simulation);
  const died: Died[] = [];
  let wasCleared = false;
  try {
    while (simulation.lives < MOST_LIVES) {
      const isOfUse = deaths.slice(simulation.lives).some(({ devices }) => devices === 'as kept');
      simulation.devices.areKept = isOfUse || onPoint !== undefined;
      const life = new Life(deaths[simulation.lives]);
      const ended = await live(simulation, watch, life, options);
      if (life.death !== undefined && life.diedAt !== undefined)
        died.push({ at: life.diedAt, devices: life.death.devices });
      if (ended === undefined) continue;
      const { outcomes, problems } = ended;
      if (problems.length === 0 && !wasCleared && isAnyUnresolved(outcomes)) {
        wasCleared = true;
        simulation.devices.clearTheWay();
        continue;
      }
      const broken = [...problems, ...(problems.length === 0 ? watch.atTheEnd(outcomes) : []), ...watch.broken];
      return { broken: [...new Set(broken)], points: life.points, outcomes, deaths: died, wasCleared };
    }
    return { broken: ['it never ends'], points: new Life().points, outcomes: [], deaths: died, wasCleared };
  } finally {
    simulation.close();
  }
}

function isAnyUnresolved(outcomes: readonly OutcomeRow[]): boolean {
  return [...new Map(outcomes.map((row) => [row.hub, row])).values()].some(({ outcome }) => outcome === 'unresolved');
}

/** One process, from its beginning to its death; or to its end, and then what came of it. */
async function live(simulation: Simulation, watch: Watch, life: Life, options: SimulateOptions) {
  const { scenario, devices, random, rules, registrations } = simulation;
  const { defect, onLog, onPoint, onRequest } = options;
  simulation.begin(life);
  const world = new SimulatedWorld(devices, life, (device, apdu) => {
    watch.requested(device, apdu);
    return onRequest?.(device, apdu);
  });
  watch.begin(world);
  life.onDeath = () => {
    watch.lookAtKeys();
    world.die(life.death?.devices ?? 'go on');
  };
  if (onPoint !== undefined) life.onPoint = (kind) => onPoint(kind, (fate) => simulation.remains(world.left(fate)));
  const logs = simulation.folder === undefined ? undefined : new Logs(simulation.folder, world);
  const records = [...world.hubs()].flatMap((hub) => world.record(hub) ?? []);
  const { eligible, cpl } = plannedProducts(records, rules);
  const sound: MigrationParts = {
    world,
    rules,
    trust: simulation.trust,
    keysOf: ({ role, id }) => pki.keysOf(role, id),
    storeOf: (party) => simulation.storeOf(party),
    storageKeyOf: (party) => simulation.storageKeyOf(party),
    exchange: new MortalExchange(simulation.exchange, life, (name, bytes) => {
      simulation.given.set(name, bytes);
      watch.given(name, bytes);
      if (scenario.interference.isReplayed) replay(simulation.exchange, simulation.given, name);
    }),
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
    return { outcomes, problems: logs?.problems() ?? [] };
  } catch (error) {
    if (error instanceof ProcessStopped || (life.isOver && isS1benchError(error))) return undefined;
    const isOfCertificate =
      isS1benchError(error, 'party-certificate-refused') || isS1benchError(error, 'party-without-keys');
    if (isOfCertificate && simulation.reissue()) return undefined;
    const problem = `it throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { outcomes: [] as readonly OutcomeRow[], problems: [problem] };
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
