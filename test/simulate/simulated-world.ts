import { VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { OpenInstallation } from '../../src/harness/migration-world/open-installation.ts';
import { recordOfInstallation } from '../../src/harness/migration-world/sim-world.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../src/migration/model/world.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';
import type { Fault } from '../../src/sim/installation/faults.ts';
import type { InstallationStates } from '../../src/sim/installation/population.ts';
import { SimulatedInstallation } from '../../src/sim/installation/simulated-installation.ts';
import { type Blackout, FailingPorts, type OnRequest } from './blackout.ts';
import type { DeviceFate, Life } from './life.ts';

/** What a process leaves of the devices when it dies. */
export interface DevicesLeft {
  /** By hub, as JSON. */
  readonly states: ReadonlyMap<Eui64, string>;
  readonly time: Temporal.Instant;
}

/** A device without power. */
interface Outage {
  readonly hub: Eui64;
  readonly device: Eui64;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  isOver: boolean;
}

/** The devices, and their time, as they outlive the processes that migrate them. */
export class Devices {
  readonly start: Temporal.Instant;
  /** Whether any process may die so that the devices are as they were kept. */
  areKept = true;
  /** What was done to devices besides. */
  readonly outages: Outage[] = [];
  /** What they were when they were put away last, and what was kept of them. */
  now: DevicesLeft;
  kept: DevicesLeft;
  #installations: ReadonlyMap<Eui64, Installation>;

  constructor(installations: readonly Installation[], start: Temporal.Instant) {
    this.start = start;
    this.#installations = new Map(installations.map((each) => [hubOf(each), each]));
    const states = new Map(installations.map((each) => [hubOf(each), beginningAsText(each, start)]));
    this.now = { states, time: start };
    this.kept = this.now;
  }

  get installations(): ReadonlyMap<Eui64, Installation> {
    return this.#installations;
  }

  /** The hub of the installation that a device is in. */
  hubWith(device: Eui64): Eui64 | undefined {
    return this.#installations.entries().find(
      ([
        ,
        {
          devices: { hub, esme, gsme },
        },
      ]) => [hub?.eui64, hub?.gpf, esme.eui64, gsme?.eui64].includes(device),
    )?.[0];
  }

  /** The mains of a dwelling, as they failed besides. */
  outagesOf({ devices: { hub, esme } }: Installation): readonly Fault[] {
    return this.outages
      .filter((outage) => outage.hub === hub?.eui64 && outage.device === esme.eui64)
      .map(({ from, until }) => ({ kind: 'power-cut', from, until }));
  }

  statesOf(hub: Eui64): InstallationStates {
    return JSON.parse(this.now.states.get(hub) ?? '{}') as InstallationStates;
  }

  putAway(hub: Eui64, states: InstallationStates): void {
    this.now = { ...this.now, states: new Map(this.now.states).set(hub, JSON.stringify(states)) };
  }

  /** Whatever goes wrong around the devices is over in a second. */
  clearTheWay(): void {
    const until = this.now.time.add({ seconds: 1 });
    const ended = (fault: Fault): Fault[] => {
      const { from } = fault;
      return from !== undefined && Temporal.Instant.compare(from, until) >= 0 ? [] : [{ ...fault, until } as Fault];
    };
    this.#installations = new Map(
      [...this.#installations].map(([hub, each]) => [hub, { ...each, faults: (each.faults ?? []).flatMap(ended) }]),
    );
  }
}

function hubOf({ devices: { hub } }: Installation): Eui64 {
  if (hub === undefined) throw new Error('no hub');
  return hub.eui64;
}

const beginnings = new WeakMap<Installation, string>();

/** What an installation is before anybody migrates it, as JSON. */
function beginningAsText(installation: Installation, start: Temporal.Instant): string {
  const known = beginnings.get(installation);
  if (known !== undefined) return known;
  const clock = new VirtualClock(start);
  const unit = new SimulatedInstallation(installation, clock, { at: start.epochMilliseconds });
  unit.settle();
  const text = JSON.stringify(withHistory(unit.states));
  beginnings.set(installation, text);
  return text;
}

export function beginningOf(installation: Installation, start: Temporal.Instant): InstallationStates {
  return JSON.parse(beginningAsText(installation, start)) as InstallationStates;
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
  readonly #onRequest: OnRequest;

  /** @param onRequest called as each request to a device is about to be sent */
  constructor(devices: Devices, life: Life, onRequest: OnRequest) {
    this.#devices = devices;
    this.#life = life;
    this.#onRequest = onRequest;
    this.clock = new VirtualClock(devices.now.time);
    for (const outage of devices.outages) this.#awaitEnd(outage);
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
    const reach = this.#opened(hub).reach();
    const onRequest = this.#onRequest;
    const cut = (device: Eui64, blackout: Blackout): void => this.#cut(hub, device, blackout);
    return { ...reach, ports: new FailingPorts(reach.ports, { onRequest, cut }) };
  }

  keep(hub: Eui64): void {
    const devices = this.#devices;
    if (this.#life.isOver || !devices.areKept) return;
    const states = this.#open.get(hub)?.states;
    if (states !== undefined) devices.putAway(hub, states);
    const kept = new Map(devices.kept.states).set(hub, devices.now.states.get(hub) ?? '');
    devices.kept = { states: kept, time: this.clock.now() };
  }

  /** What the devices of an installation are at this moment, by the simulator itself. */
  look(hub: Eui64): InstallationStates {
    return this.#open.get(hub)?.states ?? this.#devices.statesOf(hub);
  }

  /** What would be left of the devices if the process were no more. */
  left(fate: DeviceFate): DevicesLeft {
    const { now, kept } = this.#devices;
    if (fate === 'as kept') return kept;
    const states = new Map(now.states);
    for (const [hub, open] of this.#open) states.set(hub, JSON.stringify(open.states));
    return { states, time: this.clock.now() };
  }

  /** The process is no more: with it go its connections, and what it had in memory. */
  die(fate: DeviceFate): void {
    this.#devices.now = this.left(fate);
  }

  async close(): Promise<void> {
    if (!this.#life.isOver) this.die('go on');
    for (const open of this.#open.values()) await open.end();
    this.#open.clear();
  }

  #opened(hub: Eui64): OpenInstallation {
    const open = this.#open.get(hub) ?? this.#make(hub);
    this.#open.set(hub, open);
    return open;
  }

  /** The mains of the dwelling fail, or the battery of the gas meter; and are there again after a while. */
  #cut(hub: Eui64, device: Eui64, { minutes }: Blackout): void {
    const { esme, gsme } = (this.#devices.installations.get(hub) as Installation).devices;
    const failing = device === gsme?.eui64 ? device : esme.eui64;
    this.#opened(hub).devices.get(failing)?.operate({ kind: 'power', is: 'off' });
    const from = this.clock.now();
    const outage = { hub, device: failing, from, until: from.add({ minutes }), isOver: false };
    this.#devices.outages.push(outage);
    this.#awaitEnd(outage);
  }

  #awaitEnd(outage: Outage): void {
    const { hub, device, until, isOver } = outage;
    if (isOver) return;
    const end = (): void => {
      outage.isOver = true;
      const open = this.#opened(hub);
      const reach = open.reach();
      open.devices.get(device)?.operate({ kind: 'power', is: 'on' });
      void reach.close();
    };
    this.clock.schedule(this.clock.now().until(until), end, { background: true });
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
        if (!this.#life.isOver) this.#devices.putAway(hub, states);
      },
    });
    return open;
  }
}
