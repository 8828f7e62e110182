import { type Alarm, AlarmQueue } from './alarm-queue.ts';
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
  /** `now` as whole milliseconds from 1970, for those who ask for nothing else, and often. */
  milliseconds(): number;
  /** @throws `aborted` when the signal fires first */
  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void>;
  schedule(after: Temporal.Duration, callback: () => void, options?: TimerOptions): Timer;
}

/** Milliseconds: setTimeout fires at once when it is asked for more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

export class RealClock implements Clock {
  now(): Temporal.Instant {
    return Temporal.Now.instant();
  }

  milliseconds(): number {
    return Date.now();
  }

  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void> {
    return sleepBy(this, duration, signal);
  }

  schedule(after: Temporal.Duration, callback: () => void, options: TimerOptions = {}): Timer {
    const milliseconds = after.total('milliseconds');
    const turns = Math.max(1, Math.ceil(milliseconds / LONGEST_TIMEOUT));
    let running = true;
    let left = turns;
    const timeout = setTimeout(() => {
      left--;
      if (left > 0) timeout.refresh();
      else if (running) callback();
    }, milliseconds / turns);
    if (options.background) timeout.unref();
    return {
      refresh: () => {
        running = true;
        left = turns;
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

/**
 * A clock that stands still while anything is under way in this process, and jumps to the next timer
 * as soon as nothing is: a year of waits costs milliseconds. What is under way outside of the process
 * (a socket, a serial port) it can't see: links to those keep real time.
 */
export class VirtualClock implements Clock {
  #nanoseconds: bigint;
  /** The time as it was asked for last: it is asked for far more often than it changes. */
  #instant: Temporal.Instant;
  #milliseconds: number;
  readonly #alarms = new AlarmQueue();
  /** How many alarms are not in the background. */
  #awaited = 0;
  #order = 0;
  #jumpPending = false;

  constructor(start: Temporal.Instant) {
    this.#nanoseconds = start.epochNanoseconds;
    this.#instant = start;
    this.#milliseconds = start.epochMilliseconds;
  }

  now(): Temporal.Instant {
    return this.#instant;
  }

  milliseconds(): number {
    return this.#milliseconds;
  }

  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void> {
    return sleepBy(this, duration, signal);
  }

  schedule(after: Temporal.Duration, callback: () => void, options: TimerOptions = {}): Timer {
    const span = BigInt(Math.round(after.total('nanoseconds')));
    const alarm: Alarm = { due: 0n, order: 0, background: options.background ?? false, callback, place: -1 };
    const cancel = (): void => {
      this.#remove(alarm);
    };
    const refresh = (): void => {
      this.#remove(alarm);
      alarm.due = this.#nanoseconds + span;
      alarm.order = this.#order++;
      this.#add(alarm);
      this.#jumpWhenIdle();
    };
    refresh();
    return { refresh, cancel };
  }

  /** Moves the time forward, firing every timer on the way at its own instant. */
  advance(duration: Temporal.Duration): void {
    const target = this.#nanoseconds + BigInt(Math.round(duration.total('nanoseconds')));
    for (let next = this.#alarms.first; next !== undefined && next.due <= target; next = this.#alarms.first) {
      this.#fire(next);
    }
    this.#become(target);
  }

  #add(alarm: Alarm): void {
    this.#alarms.add(alarm);
    if (!alarm.background) this.#awaited++;
  }

  #remove(alarm: Alarm): void {
    if (alarm.place < 0) return;
    this.#alarms.remove(alarm);
    if (!alarm.background) this.#awaited--;
  }

  #fire(alarm: Alarm): void {
    this.#remove(alarm);
    this.#become(alarm.due);
    alarm.callback();
  }

  /** Time never goes back. */
  #become(nanoseconds: bigint): void {
    if (nanoseconds <= this.#nanoseconds) return;
    this.#nanoseconds = nanoseconds;
    this.#instant = new Temporal.Instant(nanoseconds);
    this.#milliseconds = this.#instant.epochMilliseconds;
  }

  /** setImmediate runs after all promises and ticks have settled: what is left then is only waiting. */
  #jumpWhenIdle(): void {
    if (this.#jumpPending || this.#awaited === 0) return;
    this.#jumpPending = true;
    setImmediate(() => {
      this.#jumpPending = false;
      const next = this.#alarms.first;
      if (next === undefined || this.#awaited === 0) return;
      this.#fire(next);
      this.#jumpWhenIdle();
    });
  }
}

function sleepBy(clock: Clock, duration: Temporal.Duration, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(duration, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = (): void => {
      timer.cancel();
      reject(new S1benchError('aborted', { cause: signal?.reason }));
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
