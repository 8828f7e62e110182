import { Random } from '../../core/random.ts';
import type { EsmeEntry } from '../installation/entries.ts';
import { Meter } from '../meter/meter.ts';
import { toldAt } from '../network/voltage-state.ts';
import { Energy } from '../readings/energy.ts';
import { type Instantaneous, instantaneous, mainsBounds, mainsVoltage } from '../readings/mains.ts';
import type { EsmeState } from './state.ts';

/** A simulated electricity meter. */
export class Esme extends Meter<EsmeState, EsmeEntry> {
  readonly energyPerUnit = 1;
  #number: number | undefined;

  instantaneous(): Instantaneous {
    const now = this.now();
    const power = (quantity: number): number => this.registers.power(quantity, now);
    return instantaneous([power(0), power(1), power(2), power(3)], this.steadyVoltage(now)(now), now);
  }

  /** The voltage in 0.1 V at any instant of the half-hour around `at`, while the meter goes on as it is then. */
  steadyVoltage(at: number): (at: number) => number {
    const told = toldAt(this.state.voltage.told, at);
    if (told !== undefined) return () => told;
    const seed = this.#seedNumber();
    const net = this.#netPower(at);
    return (instant) => mainsVoltage(seed, net, instant);
  }

  /** Between what that voltage is, by the instant. */
  voltageBounds(at: number): readonly [low: number, high: number] {
    const told = toldAt(this.state.voltage.told, at);
    return told === undefined ? mainsBounds(this.#netPower(at), at) : [told, told];
  }

  protected makeSource(): Energy {
    return new Energy(this.#seedNumber(), this.entry);
  }

  #netPower(at: number): number {
    return this.registers.power(0, at) - this.registers.power(1, at);
  }

  #seedNumber(): number {
    this.#number ??= new Random(this.seed).u32();
    return this.#number;
  }
}
