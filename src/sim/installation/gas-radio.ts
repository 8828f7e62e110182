import type { Gsme } from '../gsme/gsme.ts';
import type { Gpf } from '../hub/gpf.ts';

/** The radio of a gas meter: mostly asleep, and for a while quick once it has heard something. */
export class GasRadio {
  readonly #gsme: Gsme;
  readonly #gpf: Gpf;
  /** True time, milliseconds from 1970. */
  #quickUntil = Number.NEGATIVE_INFINITY;

  constructor(gsme: Gsme, gpf: Gpf) {
    this.#gsme = gsme;
    this.#gpf = gpf;
  }

  get isAwake(): boolean {
    return this.#gsme.now() < this.#quickUntil;
  }

  /** Milliseconds until it can take something. */
  wait(): number {
    return this.isAwake ? 0 : this.#gpf.wakes.next(this.#gsme.now()) - this.#gsme.now();
  }

  /** Something passes between it and the hub. */
  pass(): void {
    this.#quickUntil = this.#gsme.now() + 1000 * this.#gsme.model['fast-poll-seconds'];
    this.#gpf.hear();
  }
}
