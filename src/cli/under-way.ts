import type { Clock } from '../core/clock.ts';
import type { Progress } from '../harness/runner/progress.ts';

/** What a run does now, and since when: what somebody who waits for it wants to see. */
export class UnderWay {
  readonly #clock: Clock;
  #test = '';
  #step = '';
  #waitsFor = '';
  #left = 0;
  #since: number;
  /** Seconds after which it is told next. */
  #toldNext = 1;

  /** @param clock the time on the wall */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.milliseconds();
  }

  /** Tests that have not ended. */
  get left(): number {
    return this.#left;
  }

  /** Whole seconds since the step began. */
  get seconds(): number {
    return Math.round((this.#clock.milliseconds() - this.#since) / 1000);
  }

  /** `12 left  3 s  SRV-7.2  get 1.0.1.8.0.255  waits for an answer of esme`: what is cut off first matters least. */
  get line(): string {
    const waits = this.#waitsFor === '' ? '' : `waits for ${this.#waitsFor}`;
    const parts = [`${this.#left} left`, `${this.seconds} s`, this.#test, this.#step, waits];
    return parts.filter((part) => part !== '').join('  ');
  }

  /** Whether it has taken one second, two, four and so on since it was asked last. */
  hasTakenLong(): boolean {
    const { seconds } = this;
    if (this.#waitsFor === '' || seconds < this.#toldNext) return false;
    this.#toldNext = 2 ** Math.floor(Math.log2(seconds) + 1);
    return true;
  }

  take(progress: Progress): void {
    switch (progress.kind) {
      case 'run-started':
        this.#left = progress.tests;
        break;
      case 'test-started':
        this.#left = progress.left;
        this.#begin(progress.test, '', '');
        break;
      case 'step-started':
        this.#begin(progress.test, progress.step, progress.waitsFor);
        break;
      case 'test-ended':
        this.#left = progress.left;
        this.#begin('', '', '');
        break;
      case 'installation-migrated':
      case 'run-concluded':
        break;
    }
  }

  /** The pack is left out: it is the same in most lines. */
  #begin(test: string, step: string, waitsFor: string): void {
    this.#test = test.replace(/^[^/]*\//, '');
    this.#step = step;
    this.#waitsFor = waitsFor;
    this.#since = this.#clock.milliseconds();
    this.#toldNext = 1;
  }
}
