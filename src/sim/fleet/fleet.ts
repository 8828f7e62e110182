import type { Clock, Timer } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Alert } from '../device/simulated-device.ts';
import type { FaultOccurrence } from '../installation/faults.ts';
import type { InstallationStates, OnPush, Population, SleepableUnit } from '../installation/population.ts';
import { SimulatedInstallation } from '../installation/simulated-installation.ts';
import { Agenda } from './agenda.ts';
import type { Template } from './template.ts';

export interface FleetOptions {
  readonly template: Template;
  readonly clock: Clock;
  /** How many stay awake that nobody needs; 1000 unless given. */
  readonly mostAwake?: number;
}

/** One that is awake. */
interface Awake {
  readonly unit: SleepableUnit;
  /** What its states were when it came into being, where it never did before. */
  readonly beginnings: InstallationStates | undefined;
  /** Whether somebody talked to it since it was looked at. */
  isUsed: boolean;
}

const MOST_AWAKE = 1000;
/** How many are looked at for one that can be put to sleep, before a further one stays awake. */
const MOST_LOOKED_AT = 8;
/** How many that are due get their turn before anybody else does. */
const TURN = 64;

/** Parts of states that say no more than until when everything is done. */
const timeMarks: ReadonlySet<string> = new Set(['settled', 'world']);

/**
 * The installations of a template, as many as there are. One comes into being when somebody talks to it or something is
 * due in it; while neither is the case only its states are kept, and of one that is as it began not even those. What is
 * due is done at its time, for all by one timer. They know nothing of each other: the order in which they are woken
 * changes nothing.
 */
export class Fleet implements Population {
  /** Called with each alert of a device, and with each fault, as it occurs. */
  onAlert: ((alert: Alert) => void) | undefined;
  onFault: ((occurrence: FaultOccurrence) => void) | undefined;
  readonly #template: Template;
  readonly #clock: Clock;
  readonly #mostAwake: number;
  /** True time at which all of them came into being. */
  readonly #began: number;
  readonly #agenda: Agenda;
  /** In the order in which they are looked at for one that can be put to sleep. */
  readonly #awake = new Map<number, Awake>();
  readonly #asleep: (InstallationStates | undefined)[] = [];
  /** Those asleep that somebody may still hold: the same ones are woken again. */
  readonly #held = new Map<number, WeakRef<SleepableUnit>>();
  readonly #forgotten = new FinalizationRegistry<number>((k) => this.#held.delete(k));
  /** Those asleep whose hubs have alerts that nobody has heard. */
  readonly #untold = new Set<number>();
  readonly #connections = new Map<object, OnPush>();
  #timer: Timer | undefined;
  /** When the timer fires, true time. */
  #armedFor = Number.POSITIVE_INFINITY;

  constructor({ template, clock, mostAwake = MOST_AWAKE }: FleetOptions) {
    this.#template = template;
    this.#clock = clock;
    this.#mostAwake = mostAwake;
    this.#began = clock.milliseconds();
    this.#agenda = new Agenda(template.count, this.#began);
    this.#arm();
  }

  get count(): number {
    return this.#template.count;
  }

  get only(): SleepableUnit | undefined {
    return this.count === 1 ? this.at(0) : undefined;
  }

  /** How many are awake. */
  get awake(): number {
    return this.#awake.size;
  }

  find(device: Eui64): SleepableUnit | undefined {
    const k = this.#template.find(device);
    return k === undefined ? undefined : this.at(k);
  }

  /** The k-th installation, awake. */
  at(k: number): SleepableUnit {
    const awake = this.#awake.get(k);
    if (awake === undefined) return this.#wake(k);
    awake.isUsed = true;
    return awake.unit;
  }

  connect(connection: object, onPush: OnPush): () => void {
    this.#connections.set(connection, onPush);
    if (this.#connections.size === 1) this.#listen();
    return () => {
      this.#connections.delete(connection);
      for (const { unit } of this.#awake.values()) {
        unit.disconnected(connection);
        if (this.#connections.size === 0) unit.onPush = undefined;
      }
    };
  }

  /** Nothing is done by itself any more. */
  close(): void {
    this.#timer?.cancel();
    this.#armedFor = Number.NEGATIVE_INFINITY;
  }

  /** Somebody is there who can be told of what the hubs have kept until now. */
  #listen(): void {
    for (const { unit } of this.#awake.values()) unit.onPush = this.#push;
    for (const k of this.#untold) this.#isDue(k);
    this.#untold.clear();
  }

  readonly #push: OnPush = (...push) => {
    for (const onPush of this.#connections.values()) onPush(...push);
  };

  #wake(k: number): SleepableUnit {
    if (this.#awake.size >= this.#mostAwake) this.#makeRoom();
    const states = this.#asleep[k];
    const unit = this.#held.get(k)?.deref() ?? this.#made(k, states);
    const beginnings = states === undefined ? copied(unit.states) : undefined;
    this.#awake.set(k, { unit, beginnings, isUsed: true });
    this.#untold.delete(k);
    unit.onAlert = (alert) => this.onAlert?.(alert);
    unit.onFault = (occurrence) => this.onFault?.(occurrence);
    unit.onDue = (at) => this.#isDue(k, at);
    for (const device of unit.devices.values()) device.onChanged = () => this.#isDue(k);
    if (this.#connections.size > 0) unit.onPush = this.#push;
    return unit;
  }

  #made(k: number, states: InstallationStates | undefined): SleepableUnit {
    const notDueBefore = this.#agenda.at(k);
    return new SimulatedInstallation(this.#template.at(k), this.#clock, { at: this.#began, states, notDueBefore });
  }

  /** Those that are busy are passed over: they will be looked at again when they are the oldest once more. */
  #makeRoom(): void {
    let looked = 0;
    for (const [k, awake] of this.#awake) {
      if (awake.isUsed) {
        awake.isUsed = false;
        this.#lookLater(k, awake);
        continue;
      }
      const next = awake.unit.settle();
      if (awake.unit.isIdle()) {
        this.#held.set(k, new WeakRef(awake.unit));
        this.#forgotten.register(awake.unit, k);
        this.#putToSleep(k, awake);
        this.#agenda.set(k, next);
        this.#arm();
        return;
      }
      this.#lookLater(k, awake);
      looked++;
      if (looked === MOST_LOOKED_AT) return;
    }
  }

  #lookLater(k: number, awake: Awake): void {
    this.#awake.delete(k);
    this.#awake.set(k, awake);
  }

  /** One that is settled. */
  #putToSleep(k: number, { unit, beginnings }: Awake): void {
    this.#awake.delete(k);
    unit.onPush = undefined;
    if (unit.keepsAlerts) this.#untold.add(k);
    const { states } = unit;
    this.#asleep[k] = beginnings !== undefined && isAsItBegan(states, beginnings) ? undefined : states;
  }

  /** Something may be due in it by now, or then. */
  #isDue(k: number, at = this.#clock.milliseconds()): void {
    this.#agenda.set(k, Math.min(at, this.#agenda.at(k)));
    this.#arm();
  }

  #arm(): void {
    const { next } = this.#agenda;
    if (next >= this.#armedFor) return;
    this.#timer?.cancel();
    this.#armedFor = next;
    const wait = Math.max(0, Math.ceil(next - this.#clock.milliseconds()));
    const duration = Temporal.Duration.from({ milliseconds: wait });
    this.#timer = this.#clock.schedule(duration, () => this.#turn(), { background: true });
  }

  /** Those whose time has come, a few at a time, so that whoever asks something meanwhile gets an answer. */
  #turn(): void {
    this.#armedFor = Number.NEGATIVE_INFINITY;
    const now = this.#clock.milliseconds();
    for (let i = 0; i < TURN && this.#agenda.next <= now; i++) {
      const k = this.#agenda.first;
      // Whatever it is that can't be done now is looked at again, and keeps nobody else waiting.
      this.#agenda.set(k, Math.max(this.#settle(k), now + 1));
    }
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#arm();
  }

  /** @returns when something is due in it next */
  #settle(k: number): number {
    const awake = this.#awake.get(k);
    if (awake !== undefined) return awake.unit.settle();
    const unit = this.#wake(k);
    const next = unit.settle();
    if (unit.isIdle()) this.#putToSleep(k, this.#awake.get(k) as Awake);
    return next;
  }
}

function copied(states: InstallationStates): InstallationStates {
  const copies: Record<string, object> = {};
  for (const name of Object.keys(states)) copies[name] = { ...states[name] };
  return copies;
}

/** Whether nothing but time has passed: what is done to a device, or by it, replaces a part of its state. */
function isAsItBegan(states: InstallationStates, beginnings: InstallationStates): boolean {
  for (const name of Object.keys(states)) {
    const state = states[name] as Readonly<Record<string, unknown>>;
    const before = beginnings[name] as Readonly<Record<string, unknown>> | undefined;
    for (const part of Object.keys(state)) {
      if (state[part] !== before?.[part] && !timeMarks.has(part)) return false;
    }
  }
  return true;
}
