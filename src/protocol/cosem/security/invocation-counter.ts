import { S1benchError } from '../../../core/errors.ts';

const HIGHEST = 0xffffffff;

/**
 * The counter itself.
 * @throws `security-counter-exhausted` after 2^32 - 1: a counter that wraps would repeat an initialization vector
 */
export function usableCounter(counter: number): number {
  if (counter > HIGHEST) throw new S1benchError('security-counter-exhausted');
  return counter;
}

/** Counts what one party sends under one key: a counter is given out once, and there is no way back. */
export class SenderCounter {
  #next: number;

  /** @param next the first counter to give out, 0 to 2^32 - 1 */
  constructor(next = 0) {
    this.#next = next;
  }

  /** The counter that `take` gives out next; 2^32 where none is left. */
  get next(): number {
    return this.#next;
  }

  /** @throws `security-counter-exhausted` */
  take(): number {
    const taken = usableCounter(this.#next);
    this.#next++;
    return taken;
  }

  /** From here on, nothing below `lowest` is given out. */
  raise(lowest: number): void {
    this.#next = Math.max(this.#next, lowest);
  }
}

/** Remembers the lowest counter that is still accepted from the other party. */
export class ReceiverCounter {
  #lowest: number;

  constructor(lowest = 0) {
    this.#lowest = lowest;
  }

  /** 2^32 where the other party has none left. */
  get lowest(): number {
    return this.#lowest;
  }

  /** @throws `security-counter-replayed` */
  accept(counter: number): void {
    if (counter < this.#lowest) {
      throw new S1benchError('security-counter-replayed', { found: `${counter}`, expected: `${this.#lowest} or more` });
    }
    this.#lowest = counter + 1;
  }
}
