import type { Clock } from '../core/clock.ts';

/**
 * How long bytes may come in that amount to nothing. Every byte puts a time-out off, as the framings want it; a line
 * full of noise, or a device that sends a byte now and then, would put it off for ever.
 */
export class Patience {
  readonly #clock: Clock;
  /** Milliseconds. */
  readonly #limit: number;
  #since: Temporal.Instant | undefined;

  /** @param timeouts how many time-outs' time it may take until something comes of the bytes */
  constructor(clock: Clock, timeout: Temporal.Duration, timeouts: number) {
    this.#clock = clock;
    this.#limit = timeouts * timeout.total('milliseconds');
  }

  /** Something has come of the bytes, or is asked for anew. */
  renew(): void {
    this.#since = undefined;
  }

  /** Bytes have come in, and nothing of them. */
  isSpent(): boolean {
    const now = this.#clock.now();
    this.#since ??= now;
    return now.epochMilliseconds - this.#since.epochMilliseconds > this.#limit;
  }
}
