import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { hash32 } from '../../core/random.ts';
import type { Device } from '../device/device.ts';
import type { Alert } from '../device/simulated-device.ts';
import { keepAlert } from '../hub/alerts.ts';
import { isReached } from '../hub/han.ts';
import type { Hub } from '../hub/hub.ts';
import { hearSms, smsMissing, untilConnected } from '../hub/wan.ts';
import { Associations } from './associations.ts';
import { createDevices, type DeviceStates, everyDevice, type InstallationDevices } from './devices.ts';
import type { Installation } from './entries.ts';
import { type FaultOccurrence, isCondition, isMishap } from './faults.ts';
import { followMains } from './mains.ts';
import { Mishaps } from './mishaps.ts';
import type { InstallationStates, InstallationUnit, SleepableUnit } from './population.ts';
import { Pushes } from './pushes.ts';
import { Router } from './router.ts';
import { World } from './world.ts';

export interface SimulatedInstallationOptions {
  /** The states that its devices had, and go on changing. */
  readonly states?: InstallationStates | undefined;
  /** True time at which it comes into being where there are none, milliseconds from 1970; now, where nothing is said. */
  readonly at?: number;
  /** True time before which nothing is due in any of its devices, where that is known: then nobody looks before. */
  readonly notDueBefore?: number;
  /** Told of each fault of the world around it, as it occurs. */
  readonly onFault?: (occurrence: FaultOccurrence) => void;
}

const OWN = 'own';

/** One simulated installation: its devices, what is between them and the WAN, and what goes wrong around them. */
export class SimulatedInstallation implements SleepableUnit {
  readonly name: string;
  readonly devices: ReadonlyMap<Eui64, Device>;
  onFault: ((occurrence: FaultOccurrence) => void) | undefined;
  onAlert: ((alert: Alert) => void) | undefined;
  onDue: ((at: number) => void) | undefined;
  readonly #parts: InstallationDevices;
  readonly #clock: Clock;
  readonly #world: World;
  readonly #mishaps: Mishaps;
  readonly #router: Router | undefined;
  readonly #pushes: Pushes | undefined;
  readonly #connections = new Map<object, Associations>();
  /** What is remembered where there is no hub that could. */
  readonly #own: { world: number | null };
  /** SMS sent: of several at one time each has its own fate. */
  #sms = 0;

  constructor(
    installation: Installation,
    clock: Clock,
    { states, at, notDueBefore, onFault }: SimulatedInstallationOptions = {},
  ) {
    const { name, seed, faults = [] } = installation;
    this.name = name;
    this.onFault = onFault;
    this.#clock = clock;
    this.#parts = createDevices(installation, clock, states as DeviceStates | undefined, at);
    this.#own = (states?.[OWN] as { world: number | null } | undefined) ?? { world: null };
    const { hub } = this.#parts;
    const every = everyDevice(this.#parts);
    this.devices = new Map(every.map((device) => [device.eui64, device]));
    if (notDueBefore !== undefined) for (const device of every) device.nothingDueBefore(notDueBefore);
    const report = (occurrence: FaultOccurrence): void => this.onFault?.(occurrence);
    const chance = hash32(-11, ...Buffer.from(`${seed}/${name}`));
    this.#mishaps = new Mishaps(faults.filter(isMishap), chance, report);
    this.#world = new World(faults.filter(isCondition), chance, {
      devices: this.#parts,
      coverage: installation.wan !== false,
      began: at ?? clock.milliseconds(),
      report,
      changed: () => this.#followMains(),
      settled: {
        get: () => (hub?.state ?? this.#own).world,
        set: (until) => {
          (hub?.state ?? this.#own).world = until;
        },
      },
    });
    for (const device of every) device.onAlert = (alert) => this.#tell(alert);
    if (hub === undefined) return;
    this.#router = new Router({ ...this.#parts, hub }, this.#mishaps, clock, () => this.settle());
    this.#pushes = new Pushes({
      hub,
      mishaps: this.#mishaps,
      sender: (alert) => this.#sender(hub, alert),
      planned: (at) => this.#isDueAt(at),
    });
  }

  get hub(): Hub | undefined {
    return this.#parts.hub;
  }

  get states(): InstallationStates {
    const named = Object.entries(this.#parts).filter(([, device]) => device !== undefined);
    const states = Object.fromEntries(named.map(([name, device]) => [name, (device as Device).state]));
    return this.hub === undefined ? { ...states, [OWN]: this.#own } : states;
  }

  get keepsAlerts(): boolean {
    return (this.#parts.hub?.state.alerts.length ?? 0) > 0;
  }

  get onPush(): InstallationUnit['onPush'] {
    return this.#pushes?.onPush;
  }

  set onPush(onPush: InstallationUnit['onPush']) {
    if (this.#pushes !== undefined) this.#pushes.onPush = onPush;
  }

  isIdle(): boolean {
    const { hub } = this.#parts;
    if (hub === undefined) return true;
    // Associations end with the connection of the hub; without any, that is remembered by the hub's state alone.
    if (untilConnected(hub) === undefined) this.#connections.clear();
    if (this.#connections.size > 0) return false;
    return this.#router?.isIdle !== false;
  }

  sms(): void {
    const { hub } = this.#parts;
    if (hub === undefined) return;
    this.#settled();
    const now = this.#clock.milliseconds();
    // One that finds nobody there, or is lost, is not even counted.
    if (!hub.state.power.on || !hub.state.wan.coverage) return;
    if (this.#mishaps.losesSms(hub.eui64, Math.floor(now / 1000) + this.#sms++, now)) return;
    hearSms(hub);
    this.#pushes?.arrange();
  }

  smsNeeded(device: Eui64, source: number, destination: number, apdu: Uint8Array, connection: object = this): number {
    const { hub } = this.#parts;
    const target = this.devices.get(device);
    if (hub === undefined || target === undefined) return 0;
    // What the hub needs follows from its own state; the others are looked at with the request itself.
    this.#settled();
    hub.now();
    if (hub.model['more-sms'].length === 0) return smsMissing(hub, []);
    const logicalDevice = target.logicalDevices.find(({ sap }) => sap === destination);
    const { requested } = this.#associations(connection).at(target, hub.state.wan.connections);
    return smsMissing(hub, requested.of(logicalDevice, source, apdu));
  }

  async request(
    device: Eui64,
    source: number,
    destination: number,
    apdu: Uint8Array,
    connection: object = this,
  ): Promise<Uint8Array | undefined> {
    this.settle();
    const target = this.devices.get(device);
    if (target === undefined) return undefined;
    const associations = this.#associations(connection);
    return this.#router?.carry({ target, source, destination, apdu, associations });
  }

  disconnected(connection: object = this): void {
    this.#connections.delete(connection);
  }

  settle(): number {
    let next = this.#settled();
    for (const device of this.devices.values()) next = Math.min(next, device.settle());
    return Math.min(next, this.#pushes?.settle() ?? next);
  }

  #isDueAt(at: number): void {
    if (this.onDue !== undefined) {
      this.onDue(at);
      return;
    }
    const after = Temporal.Duration.from({ milliseconds: Math.max(0, at - this.#clock.milliseconds()) });
    // Nobody waits for it: a virtual clock doesn't jump for it.
    this.#clock.schedule(after, () => this.settle(), { background: true });
  }

  /** Everything around the devices is as it is now. @returns true time at which it changes next */
  #settled(): number {
    const next = this.#world.settle(this.#clock.milliseconds());
    this.#parts.esme.now();
    this.#followMains();
    return next;
  }

  #followMains(): void {
    const { hub, esme } = this.#parts;
    if (hub !== undefined) followMains(hub, esme);
  }

  #associations(connection: object): Associations {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known;
    const made = new Associations();
    this.#connections.set(connection, made);
    return made;
  }

  #tell(alert: Alert): void {
    this.onAlert?.(alert);
    const { hub } = this.#parts;
    if (hub === undefined) return;
    keepAlert(hub, alert);
    this.#pushes?.arrange();
  }

  /** A device that can't reach the hub keeps its alert until it can. */
  #sender(hub: Hub, { device }: Alert): Device | undefined {
    const around = hub.surroundings.neighbours.find(({ eui64 }) => eui64 === device);
    const sender = this.devices.get(device);
    if (sender?.isPowered() !== true) return undefined;
    return around === undefined || isReached(hub, around) ? sender : undefined;
  }
}
