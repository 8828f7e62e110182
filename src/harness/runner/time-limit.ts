import type { Clock, Timer } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';

/** The time that a test may take: its signal fires when it is over, or when the run is asked to stop. */
export class TimeLimit {
  /** Fires also when the run is asked to stop. */
  readonly signal: AbortSignal;
  readonly #limit: Temporal.Duration;
  readonly #passed = new AbortController();
  readonly #timer: Timer;
  #ending: Promise<void> | undefined;

  /** Starts now. */
  constructor(limit: Temporal.Duration, { clock, signal, onPassed }: TimeLimitParts) {
    this.#limit = limit;
    this.signal = AbortSignal.any([signal, this.#passed.signal]);
    // Nobody waits for it: a virtual clock doesn't jump for it, and passes it where it jumps farther.
    this.#timer = clock.schedule(
      limit,
      () => {
        this.#passed.abort();
        this.#ending = onPassed();
      },
      { background: true },
    );
  }

  get hasPassed(): boolean {
    return this.#passed.signal.aborted;
  }

  /** The error of a test whose time is over. */
  get passed(): S1benchError {
    return new S1benchError('test-time-limit', { expected: `at most ${this.#limit.total('seconds')} s` });
  }

  /** @throws `test-time-limit` once the time is over */
  refusePassed(): void {
    if (this.hasPassed) throw this.passed;
  }

  /** Settles once what was under way has ended. */
  async end(): Promise<void> {
    this.#timer.cancel();
    await this.#ending;
  }
}

export interface TimeLimitParts {
  readonly clock: Clock;
  /** Fires when the run is asked to stop. */
  readonly signal: AbortSignal;
  /** Has what is under way end; not called where the run is asked to stop, for then it comes to its end. */
  readonly onPassed: () => Promise<void>;
}
