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
  /** `sleep` for whole milliseconds, for those who wait often: to make a duration costs more than to wait virtually. */
  wait(milliseconds: number): Promise<void>;
  schedule(after: Temporal.Duration, callback: () => void, options?: TimerOptions): Timer;
}

/** Of a millisecond. */
const NANOSECONDS = 1_000_000n;
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

  wait(milliseconds: number): Promise<void> {
    return this.sleep(Temporal.Duration.from({ milliseconds }));
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
  /** The same, as far as it was asked for: one of them is asked for far more often than it changes, the other seldom. */
  #milliseconds: number;
  #instant: Temporal.Instant | undefined;
  readonly #alarms = new AlarmQueue();
  /** How many alarms are not in the background. */
  #awaited = 0;
  #order = 0;
  #jumpPending = false;

  constructor(start: Temporal.Instant) {
    this.#nanoseconds = start.epochNanoseconds;
    this.#milliseconds = start.epochMilliseconds;
  }

  now(): Temporal.Instant {
    this.#instant ??= new Temporal.Instant(this.#nanoseconds);
    return this.#instant;
  }

  milliseconds(): number {
    return this.#milliseconds;
  }

  sleep(duration: Temporal.Duration, signal?: AbortSignal): Promise<void> {
    return sleepBy(this, duration, signal);
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#set(BigInt(milliseconds) * NANOSECONDS, resolve, false);
    });
  }

  schedule(after: Temporal.Duration, callback: () => void, { background = false }: TimerOptions = {}): Timer {
    return this.#set(BigInt(Math.round(after.total('nanoseconds'))), callback, background);
  }

  /** Moves the time forward, firing every timer on the way at its own instant. */
  advance(duration: Temporal.Duration): void {
    const target = this.#nanoseconds + BigInt(Math.round(duration.total('nanoseconds')));
    for (let next = this.#alarms.first; next !== undefined && next.due <= target; next = this.#alarms.first) {
      this.#fire(next);
    }
    this.#become(target);
  }

  #set(span: bigint, callback: () => void, background: boolean): Timer {
    const alarm: Alarm = { due: 0n, order: 0, background, callback, place: -1 };
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
    this.#milliseconds = Number(nanoseconds / NANOSECONDS);
    this.#instant = undefined;
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
