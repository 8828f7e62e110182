import { hash32 } from '../../core/random.ts';
import type { Gsme } from '../gsme/gsme.ts';

/**
 * When a gas meter wakes to ask its hub whether there is anything for it: every so many seconds, each meter at instants
 * of its own. All are true times, milliseconds from 1970.
 */
export class GasWakes {
  readonly #period: number;
  readonly #phase: number;

  constructor({ model, seed }: Gsme) {
    this.#period = 1000 * model['wake-seconds'];
    this.#phase = hash32(-9, ...Buffer.from(seed, 'latin1')) % this.#period;
  }

  /** The last time until `at`. */
  last(at: number): number {
    return Math.floor((at - this.#phase) / this.#period) * this.#period + this.#phase;
  }

  /** The first time from `at` on. */
  next(at: number): number {
    return Math.ceil((at - this.#phase) / this.#period) * this.#period + this.#phase;
  }
}
