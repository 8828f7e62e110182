import type { Clock, Timer } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Installation } from '../installation/entries.ts';
import type { InstallationStates, InstallationUnit, Population, SleepableUnit } from '../installation/population.ts';
import { Agenda } from './agenda.ts';
import type { Template } from './template.ts';

/** Where an installation begins: at a time for the first time, or from the states that it had. */
export interface UnitBeginning {
  /** True time, milliseconds from 1970. */
  readonly at: number;
  readonly states: InstallationStates | undefined;
}

export type MakeUnit = (installation: Installation, beginning: UnitBeginning) => SleepableUnit;

export interface FleetOptions {
  readonly template: Template;
  readonly clock: Clock;
  readonly make: MakeUnit;
  /** How many stay awake that nobody needs; 1000 unless given. */
  readonly mostAwake?: number;
}

/** One that is awake. */
interface Awake {
  readonly unit: SleepableUnit;
  /** What its states were when it came into being, where it never did before. */
  readonly beginnings: InstallationStates | undefined;
}

const MOST_AWAKE = 1000;
/** How many are looked at for one that can be put to sleep, before a further one stays awake. */
const MOST_LOOKED_AT = 8;
/** How many that are due get their turn before anybody else does. */
const TURN = 64;

/**
 * The installations of a template, as many as there are. One comes into being when somebody talks to it or something is
 * due in it; while neither is the case only its states are kept, and of one that is as it began not even those. What is
 * due is done at its time, for all by one timer. They know nothing of each other: the order in which they are woken
 * changes nothing.
 */
export class Fleet implements Population {
  onPush: InstallationUnit['onPush'];
  readonly #template: Template;
  readonly #clock: Clock;
  readonly #make: MakeUnit;
  readonly #mostAwake: number;
  /** True time at which all of them came into being. */
  readonly #began: number;
  readonly #agenda: Agenda;
  /** The one that was used last is last. */
  readonly #awake = new Map<number, Awake>();
  readonly #asleep: (InstallationStates | undefined)[] = [];
  #timer: Timer | undefined;
  /** When the timer fires, true time. */
  #armedFor = Number.POSITIVE_INFINITY;

  constructor({ template, clock, make, mostAwake = MOST_AWAKE }: FleetOptions) {
    this.#template = template;
    this.#clock = clock;
    this.#make = make;
    this.#mostAwake = mostAwake;
    this.#began = clock.now().epochMilliseconds;
    this.#agenda = new Agenda(template.count, this.#began);
    this.#arm();
  }

  get count(): number {
    return this.#template.count;
  }

  get only(): SleepableUnit | undefined {
    return this.count === 1 ? this.at(0) : undefined;
  }

  find(device: Eui64): SleepableUnit | undefined {
    const k = this.#template.find(device);
    return k === undefined ? undefined : this.at(k);
  }

  /** The k-th installation, awake. */
  at(k: number): SleepableUnit {
    const awake = this.#awake.get(k);
    if (awake === undefined) return this.#wake(k);
    this.#awake.delete(k);
    this.#awake.set(k, awake);
    return awake.unit;
  }

  /** Nothing is done by itself any more. */
  close(): void {
    this.#timer?.cancel();
    this.#armedFor = Number.NEGATIVE_INFINITY;
  }

  #wake(k: number): SleepableUnit {
    if (this.#awake.size >= this.#mostAwake) this.#makeRoom();
    const states = this.#asleep[k];
    const unit = this.#make(this.#template.at(k), { at: this.#began, states });
    unit.onPush = (...push) => this.onPush?.(...push);
    for (const device of unit.devices.values()) device.onChanged = () => this.#isDue(k);
    const beginnings = states === undefined ? copied(unit.states) : undefined;
    this.#awake.set(k, { unit, beginnings });
    return unit;
  }

  /** Those that are busy are passed over: they will be looked at again when they are the oldest once more. */
  #makeRoom(): void {
    let looked = 0;
    for (const [k, awake] of this.#awake) {
      if (awake.unit.isIdle()) {
        this.#putToSleep(k, awake);
        return;
      }
      this.#awake.delete(k);
      this.#awake.set(k, awake);
      looked++;
      if (looked === MOST_LOOKED_AT) return;
    }
  }

  #putToSleep(k: number, { unit, beginnings }: Awake): void {
    this.#set(k, unit.settle());
    this.#awake.delete(k);
    unit.onPush = undefined;
    const { states } = unit;
    this.#asleep[k] = beginnings !== undefined && isAsItBegan(states, beginnings) ? undefined : states;
  }

  /** Something may be due in it by now. */
  #isDue(k: number): void {
    this.#set(k, this.#clock.now().epochMilliseconds);
  }

  #set(k: number, at: number): void {
    this.#agenda.set(k, at);
    this.#arm();
  }

  #arm(): void {
    const { next } = this.#agenda;
    if (next >= this.#armedFor) return;
    this.#timer?.cancel();
    this.#armedFor = next;
    const wait = Math.max(0, Math.ceil(next - this.#clock.now().epochMilliseconds));
    const duration = Temporal.Duration.from({ milliseconds: wait });
    this.#timer = this.#clock.schedule(duration, () => this.#turn(), { background: true });
  }

  /** Those whose time has come, a few at a time, so that whoever asks something meanwhile gets an answer. */
  #turn(): void {
    this.#armedFor = Number.NEGATIVE_INFINITY;
    const now = this.#clock.now().epochMilliseconds;
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
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, { ...state }]));
}

/** Whether nothing but time has passed: what is done to a device, or by it, replaces a part of its state. */
function isAsItBegan(states: InstallationStates, beginnings: InstallationStates): boolean {
  return Object.entries(states).every(([name, state]) => {
    const before = (beginnings[name] ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(state).every(([part, value]) => part === 'settled' || before[part] === value);
  });
}
