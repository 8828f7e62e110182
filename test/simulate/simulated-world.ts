import { VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { OpenInstallation } from '../../src/harness/migration-world/open-installation.ts';
import { recordOfInstallation } from '../../src/harness/migration-world/sim-world.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../src/migration/model/world.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';
import type { InstallationStates } from '../../src/sim/installation/population.ts';
import { SimulatedInstallation } from '../../src/sim/installation/simulated-installation.ts';
import type { Life } from './life.ts';

/** The devices, and their time, as they outlive the processes that migrate them. */
export class Devices {
  readonly installations: ReadonlyMap<Eui64, Installation>;
  readonly start: Temporal.Instant;
  time: Temporal.Instant;
  /** By hub, as JSON: what they were when they were put away last, and what was kept of them. */
  readonly now = new Map<Eui64, string>();
  readonly kept = new Map<Eui64, string>();
  keptAt: Temporal.Instant;

  constructor(installations: readonly Installation[], start: Temporal.Instant) {
    this.installations = new Map(installations.map((each) => [hubOf(each), each]));
    this.start = start;
    this.time = start;
    this.keptAt = start;
    for (const [hub, installation] of this.installations) {
      const text = JSON.stringify(beginningOf(installation, start));
      this.now.set(hub, text);
      this.kept.set(hub, text);
    }
  }

  statesOf(hub: Eui64): InstallationStates {
    return JSON.parse(this.now.get(hub) ?? '{}') as InstallationStates;
  }
}

function hubOf({ devices: { hub } }: Installation): Eui64 {
  if (hub === undefined) throw new Error('no hub');
  return hub.eui64;
}

/** What an installation is before anybody migrates it. */
export function beginningOf(installation: Installation, start: Temporal.Instant): InstallationStates {
  const clock = new VirtualClock(start);
  const unit = new SimulatedInstallation(installation, clock, { at: start.epochMilliseconds });
  unit.settle();
  return withHistory(unit.states);
}

/** Entries that were in the logs of a device before anybody migrated it: none of them may get lost. */
function withHistory(states: InstallationStates): InstallationStates {
  const logged = Object.entries(states).map(([name, state]) => {
    if (!('logs' in state) || !('settled' in state)) return [name, state];
    const logs = state.logs as Readonly<Record<string, readonly object[]>>;
    const entries = [3, 2, 1].map((days) => ({ time: Number(state.settled) - days * 86_400_000, code: days }));
    return [name, { ...state, logs: { ...logs, event: [...entries, ...(logs['event'] ?? [])] } }];
  });
  return Object.fromEntries(logged) as InstallationStates;
}

/** The devices as one process has them. */
export class SimulatedWorld implements MigrationWorld {
  readonly clock: VirtualClock;
  readonly #devices: Devices;
  readonly #life: Life;
  readonly #open = new Map<Eui64, OpenInstallation>();

  constructor(devices: Devices, life: Life) {
    this.#devices = devices;
    this.#life = life;
    this.clock = new VirtualClock(devices.time);
  }

  hubs(): Iterable<Eui64> {
    return this.#devices.installations.keys();
  }

  record(hub: Eui64): SmsoRecord | undefined {
    const installation = this.#devices.installations.get(hub);
    return installation && recordOfInstallation(installation);
  }

  async open(hub: Eui64): Promise<InstallationReach> {
    this.#life.check();
    const open = this.#open.get(hub) ?? this.#make(hub);
    this.#open.set(hub, open);
    return open.reach();
  }

  keep(hub: Eui64): void {
    if (this.#life.isOver) return;
    const states = this.#open.get(hub)?.states;
    if (states !== undefined) this.#devices.now.set(hub, JSON.stringify(states));
    this.#devices.kept.set(hub, this.#devices.now.get(hub) ?? '');
    this.#devices.keptAt = this.clock.now();
  }

  /** What the devices of an installation are at this moment, by the simulator itself. */
  look(hub: Eui64): InstallationStates {
    return this.#open.get(hub)?.states ?? this.#devices.statesOf(hub);
  }

  /** The process is no more: with it go its connections, and what it had in memory. */
  die(devices: 'go on' | 'as kept'): void {
    const { now, kept, keptAt } = this.#devices;
    if (devices === 'go on') {
      for (const [hub, open] of this.#open) now.set(hub, JSON.stringify(open.states));
      this.#devices.time = this.clock.now();
    } else {
      for (const [hub, states] of kept) now.set(hub, states);
      this.#devices.time = keptAt;
    }
  }

  async close(): Promise<void> {
    if (!this.#life.isOver) this.die('go on');
    for (const open of this.#open.values()) await open.end();
    this.#open.clear();
  }

  #make(hub: Eui64): OpenInstallation {
    const installation = this.#devices.installations.get(hub);
    if (installation === undefined) throw new S1benchError('migration-installation-unknown', { found: hub });
    const open: OpenInstallation = new OpenInstallation({
      installation,
      clock: this.clock,
      began: this.#devices.start.epochMilliseconds,
      states: this.#devices.statesOf(hub),
      observe: () => this.#life.note('message'),
      unused: (states) => {
        if (this.#open.get(hub) === open) this.#open.delete(hub);
        if (!this.#life.isOver) this.#devices.now.set(hub, JSON.stringify(states));
      },
    });
    return open;
  }
}
