import { setTimeout as delay } from 'node:timers/promises';
import { S1benchError } from './errors.ts';

/** A running timer: fires once, unless it is cancelled or put off. */
export interface Timer {
  /** Starts the full duration anew, also after it has fired or was cancelled. */
  refresh(): void;
  cancel(): void;
}

export interface TimerOptions {
  /** A background timer waits for time to pass, and never makes a virtual clock jump. */
  readonly background?: boolean;
}

/**
 * Time, for everything in s1bench: nothing else reads the time or waits.
 * The real clock sleeps; the virtual clock jumps.
 */
export interface Clock {
  now(): Temporal.Instant;
  /** @throws `aborted` when the signal fires first */
  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void>;
  schedule(after: Temporal.Duration, callback: () => void, options?: TimerOptions): Timer;
}

export class RealClock implements Clock {
  now(): Temporal.Instant {
    return Temporal.Now.instant();
  }

  async sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void> {
    try {
      await delay(duration.total('milliseconds'), undefined, signal === undefined ? {} : { signal });
    } catch (cause) {
      throw new S1benchError('aborted', { cause });
    }
  }

  schedule(after: Temporal.Duration, callback: () => void, options: TimerOptions = {}): Timer {
    let running = true;
    const timeout = setTimeout(() => {
      if (running) callback();
    }, after.total('milliseconds'));
    if (options.background) timeout.unref();
    return {
      refresh: () => {
        running = true;
        timeout.refresh();
        if (!options.background) timeout.ref();
      },
      // Left to run out unseen: a link starts and stops its timer for each request, and clearing it would cost five times as much.
      cancel: () => {
        running = false;
        timeout.unref();
      },
    };
  }
}

interface Alarm {
  due: bigint;
  order: number;
  readonly background: boolean;
  readonly callback: () => void;
}

/**
 * A clock that stands still while anything is under way in this process, and jumps to the next timer
 * as soon as nothing is: a year of waits costs milliseconds. What is under way outside of the process
 * (a socket, a serial port) it can't see: links to those keep real time.
 */
export class VirtualClock implements Clock {
  #nanoseconds: bigint;
  #alarms: Alarm[] = [];
  #order = 0;
  #jumpPending = false;

  constructor(start: Temporal.Instant) {
    this.#nanoseconds = start.epochNanoseconds;
  }

  now(): Temporal.Instant {
    return new Temporal.Instant(this.#nanoseconds);
  }

  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        timer.cancel();
        reject(new S1benchError('aborted'));
      };
      const timer = this.schedule(duration, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  schedule(after: Temporal.Duration, callback: () => void, options: TimerOptions = {}): Timer {
    const span = BigInt(Math.round(after.total('nanoseconds')));
    const alarm: Alarm = { due: 0n, order: 0, background: options.background ?? false, callback };
    const cancel = (): void => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
    const refresh = (): void => {
      cancel();
      alarm.due = this.#nanoseconds + span;
      alarm.order = this.#order++;
      this.#alarms.push(alarm);
      this.#jumpWhenIdle();
    };
    refresh();
    return { refresh, cancel };
  }

  /** Moves the time forward, firing every timer on the way at its own instant. */
  advance(duration: Temporal.Duration): void {
    const target = this.#nanoseconds + BigInt(Math.round(duration.total('nanoseconds')));
    for (let next = this.#earliest(); next !== undefined && next.due <= target; next = this.#earliest()) {
      this.#fire(next);
    }
    if (target > this.#nanoseconds) this.#nanoseconds = target;
  }

  #isAwaited(): boolean {
    return this.#alarms.some((alarm) => !alarm.background);
  }

  #earliest(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (first === undefined || alarm.due < first.due || (alarm.due === first.due && alarm.order < first.order)) {
        first = alarm;
      }
    }
    return first;
  }

  #fire(alarm: Alarm): void {
    this.#alarms = this.#alarms.filter((other) => other !== alarm);
    if (alarm.due > this.#nanoseconds) this.#nanoseconds = alarm.due;
    alarm.callback();
  }

  /** setImmediate runs after all promises and ticks have settled: what is left then is only waiting. */
  #jumpWhenIdle(): void {
    if (this.#jumpPending || !this.#isAwaited()) return;
    this.#jumpPending = true;
    setImmediate(() => {
      this.#jumpPending = false;
      const next = this.#earliest();
      if (next === undefined || !this.#isAwaited()) return;
      this.#fire(next);
      this.#jumpWhenIdle();
    });
  }
}
