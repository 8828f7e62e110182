import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { Random } from '../../core/random.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import type { DeviceEntry } from '../installation/entries.ts';
import type { DeviceDesign, Timed } from './design.ts';
import type { EventName } from './events.ts';
import { hdlcParameters } from './line-parameters.ts';
import { needingPower, type Operation, type OperationResult } from './operations.ts';
import type { Alert, OpticalPort, SimulatedDevice } from './simulated-device.ts';
import type { DeviceState } from './state.ts';

interface Due<D> {
  readonly timed: Timed<D> | undefined;
  readonly at: number;
}

type Act<D> = (device: D, operation: Operation) => OperationResult;

/** What makes up one device, apart from its design. */
export interface DeviceParts<S extends DeviceState, E extends DeviceEntry> {
  readonly entry: E;
  readonly state: S;
  readonly clock: Clock;
  readonly seed: string;
}

/**
 * One simulated device: its state, and what follows from it, its seed and the clock. Whatever is due is done when the
 * device is next looked at, at the time it was due: an idle device costs nothing but its state.
 */
export abstract class Device<S extends DeviceState = DeviceState, E extends DeviceEntry = DeviceEntry>
  implements SimulatedDevice
{
  readonly entry: E;
  readonly state: S;
  readonly design: DeviceDesign<never>;
  onAlert: ((alert: Alert) => void) | undefined;
  onChanged: (() => void) | undefined;
  /** `seed` of the installation and the device's own name. */
  readonly seed: string;
  readonly #clock: Clock;
  #logicalDevices: readonly LogicalDevice<unknown>[] | undefined;
  /** While something due is done, or the past is looked at. */
  #instant: number | undefined;
  /** No sooner than this is anything due. */
  #due = Number.NEGATIVE_INFINITY;

  constructor({ entry, state, clock, seed }: DeviceParts<S, E>, design: DeviceDesign<never>) {
    this.entry = entry;
    this.state = state;
    this.seed = `${seed}/${entry.eui64}`;
    this.#clock = clock;
    this.design = design;
  }

  /** Milliseconds by which the device's clock is ahead of true time. */
  abstract get clockOffset(): number;
  /**
   * The device's clock is ahead by so much from now on.
   * @param isSet whether somebody set it, or it has drifted
   */
  abstract setClockOffset(milliseconds: number, isSet: boolean): void;

  get model(): E['model'] {
    return this.entry.model;
  }

  get eui64(): Eui64 {
    return this.entry.eui64;
  }

  get type(): DeviceType {
    return this.model.type;
  }

  get logicalDevices(): readonly LogicalDevice<unknown>[] {
    this.#logicalDevices ??= (this.design as DeviceDesign<this>).logicalDevices(this);
    return this.#logicalDevices;
  }

  get opticalPort(): OpticalPort | undefined {
    return (this.design as DeviceDesign<this>).opticalPort?.(this);
  }

  get hdlc(): SimulatedDevice['hdlc'] {
    const { addressing } = this.model;
    return {
      physicalAddress: addressing['hdlc-address'],
      parameters: hdlcParameters,
      inactivity: Temporal.Duration.from({ seconds: addressing['hdlc-inactivity-seconds'] }),
    };
  }

  /** True time in milliseconds from 1970, once all that was due until then is done. It never goes back. */
  now(): number {
    if (this.#instant !== undefined) return this.#instant;
    const now = Math.max(this.#clock.milliseconds(), this.state.settled);
    if (now >= this.#due) this.#settle(now);
    this.state.settled = now;
    return now;
  }

  /** What the device's clock shows, milliseconds from 1970. */
  time(): number {
    return this.now() + this.clockOffset;
  }

  settle(): number {
    this.now();
    return this.#due;
  }

  /** True time since which it has only gone on as it was: nothing was done to it or by it, or recorded, since. */
  get changedAt(): number {
    this.now();
    return this.state.changed;
  }

  /** Whoever kept its state knows that nothing is due before then: there is no need to look. */
  nothingDueBefore(at: number): void {
    this.#due = at;
  }

  /** Something happened by which other things may be due than before. */
  changed(): void {
    this.state.changed = this.now();
    this.#due = Number.NEGATIVE_INFINITY;
    this.onChanged?.();
  }

  /** Looks at the device as it was at `at`, a true time since it last changed. */
  asOf<T>(at: number, look: () => T): T {
    const before = this.#instant;
    this.#instant = at;
    try {
      return look();
    } finally {
      this.#instant = before;
    }
  }

  /** Does something at `at`, a true time, once all that was due until then is done; later, where that is past already. */
  at<T>(at: number, act: () => T): T {
    const then = Math.max(at, this.state.settled);
    this.#settle(then);
    this.state.settled = then;
    try {
      return this.asOf(then, act);
    } finally {
      this.#due = Number.NEGATIVE_INFINITY;
    }
  }

  isPowered(): boolean {
    return this.poweredSince() !== undefined;
  }

  poweredSince(): number | undefined {
    this.now();
    const { on, since } = this.state.power;
    return on ? since : undefined;
  }

  operate(operation: Operation): OperationResult {
    this.now();
    const act = this.design.operations[operation.kind] as Act<this> | undefined;
    const isHeard = this.state.power.on || !needingPower.has(operation.kind);
    const result = (isHeard ? act?.(this, operation) : undefined) ?? 'refused';
    this.changed();
    this.now();
    return result;
  }

  /** Writes an event into its log, beyond what the log holds the oldest entry goes; and tells it, if it is an alert. */
  record(event: EventName): void {
    const { log, code, alert } = this.design.events[event];
    const at = this.now();
    if (log !== 'none') {
      const most = this.design.logs[log] ?? 0;
      const entries = [...this.state.logs[log], { time: at + this.clockOffset, code }];
      this.state.logs = {
        ...this.state.logs,
        [log]: most === 0 ? [] : entries.slice(Math.max(0, entries.length - most)),
      };
    }
    this.state.changed = Math.max(this.state.changed, at);
    if (alert) this.onAlert?.({ device: this.eui64, event, code, at });
  }

  /** Bytes for an HLS challenge: they follow from the seed and from how many there were. */
  random(length: number): Uint8Array {
    return new Random(`${this.seed}/challenge/${this.state.challenges++}`).bytes(length);
  }

  save(): string {
    return JSON.stringify(this.state);
  }

  #settle(now: number): void {
    try {
      for (;;) {
        this.#instant = this.state.settled;
        const first = this.#first();
        this.#due = first.at;
        if (first.timed === undefined || first.at > now) return;
        this.#instant = Math.max(first.at, this.state.settled);
        this.state.settled = this.#instant;
        this.state.changed = this.#instant;
        first.timed.act(this);
      }
    } finally {
      this.#instant = undefined;
    }
  }

  #first(): Due<this> {
    let first: Timed<this> | undefined;
    let at = Number.POSITIVE_INFINITY;
    // A dead device does nothing: what becomes due is done as soon as there is power again.
    if (!this.state.power.on) return { timed: first, at };
    for (const timed of this.design.timed as readonly Timed<this>[]) {
      const next = timed.next(this);
      if (next >= at) continue;
      at = next;
      first = timed;
    }
    return { timed: first, at };
  }
}
