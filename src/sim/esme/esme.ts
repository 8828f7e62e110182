import type { Clock } from '../../core/clock.ts';
import { Random } from '../../core/random.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { DeviceModel } from '../files/device-model.ts';
import type { EsmeEntry } from '../files/installation.ts';
import { Energy, type Quantity } from '../readings/energy.ts';
import { type Instantaneous, instantaneous } from '../readings/mains.ts';
import { type Era, Registers } from '../readings/registers.ts';
import { rateTable } from '../tariff/tariff.ts';
import { type EventName, events } from './events.ts';
import type { EsmeState } from './state.ts';
import { activatePassive } from './tariff-change.ts';

/**
 * One simulated ESME: its state, and what follows from it, its seed and the clock. Whatever is due is done when the
 * device is next looked at, at the time it was due: an idle device costs nothing but its state.
 */
export class Esme {
  readonly model: DeviceModel;
  readonly entry: EsmeEntry;
  readonly state: EsmeState;
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #number: number;
  #registers: Registers | undefined;

  constructor(model: DeviceModel, entry: EsmeEntry, state: EsmeState, clock: Clock, seed: string) {
    this.model = model;
    this.entry = entry;
    this.state = state;
    this.#clock = clock;
    this.#seed = `${seed}/${entry.eui64}`;
    this.#number = new Random(this.#seed).u32();
  }

  get registers(): Registers {
    this.#registers ??= new Registers(new Energy(this.#number, this.entry), this.state.eras, (index) =>
      rateTable(this.state.tariffs[index] as EsmeState['tariffs'][number]),
    );
    return this.#registers;
  }

  /** The era in force. */
  get era(): Era {
    return this.state.eras.at(-1) as Era;
  }

  /** True time in milliseconds from 1970, once all that was due until then is done. */
  now(): number {
    const now = Math.max(this.#clock.now().epochMilliseconds, this.era.from);
    const due = this.state.activationTime.year === undefined ? undefined : millisecondsOf(this.state.activationTime);
    if (due !== undefined && due <= now + this.era.clockOffset) {
      activatePassive(this, Math.max(due - this.era.clockOffset, this.era.from));
    }
    return now;
  }

  /** What the meter's clock shows, milliseconds from 1970. */
  time(): number {
    return this.now() + this.era.clockOffset;
  }

  instantaneous(): Instantaneous {
    const now = this.now();
    const power = (quantity: Quantity): number => this.registers.power(quantity, now);
    return instantaneous(this.#number, [power(0), power(1), power(2), power(3)], now);
  }

  /** Writes an event into its log; beyond what the log holds the oldest entry goes. */
  record(event: EventName, at = this.now()): void {
    const { log, code } = events[event];
    const entries = log === 'event' ? this.state.eventLog : this.state.securityLog;
    entries.push({ time: at + this.era.clockOffset, code });
    if (entries.length > this.model.logs.entries) entries.shift();
  }

  /** Bytes for an HLS challenge: they follow from the seed and from how many there were. */
  random(length: number): Uint8Array {
    return new Random(`${this.#seed}/challenge/${this.state.challenges++}`).bytes(length);
  }
}
