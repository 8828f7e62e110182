import { Random } from '../../core/random.ts';
import type { EsmeEntry } from '../installation/entries.ts';
import { Meter } from '../meter/meter.ts';
import { Energy } from '../readings/energy.ts';
import { type Instantaneous, instantaneous } from '../readings/mains.ts';
import type { EsmeState } from './state.ts';

/** A simulated electricity meter. */
export class Esme extends Meter<EsmeState, EsmeEntry> {
  readonly energyPerUnit = 1;
  #number: number | undefined;

  instantaneous(): Instantaneous {
    const now = this.now();
    const power = (quantity: number): number => this.registers.power(quantity, now);
    return instantaneous(this.#seedNumber(), [power(0), power(1), power(2), power(3)], now);
  }

  protected makeSource(): Energy {
    return new Energy(this.#seedNumber(), this.entry);
  }

  #seedNumber(): number {
    this.#number ??= new Random(this.seed).u32();
    return this.#number;
  }
}
