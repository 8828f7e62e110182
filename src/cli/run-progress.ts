import type { Clock, Timer } from '../core/clock.ts';
import type { Progress } from '../harness/runner/progress.ts';
import type { Output } from './output.ts';
import { countsLine, testLine } from './run-record.ts';

const SECOND = Temporal.Duration.from({ seconds: 1 });

/** Shows a run as it goes: a line for each test that has ended, and what runs, what it waits for and how long. */
export class RunProgress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #ticking: Timer;
  #under = '';
  #since: Temporal.Instant;

  /** @param clock the time on the wall */
  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
    this.#since = clock.now();
    this.#ticking = clock.schedule(SECOND, () => this.#tick(), { background: true });
  }

  show(progress: Progress): void {
    this.#output.json(progress);
    switch (progress.kind) {
      case 'run-started':
        this.#output.progress(`${progress.tests} tests, seed ${progress.seed}, evidence in ${progress.folder}`);
        break;
      case 'test-started':
        this.#wait(`${progress.test}, ${progress.left} left`);
        break;
      case 'step-started':
        this.#wait(`${progress.test} waits for ${progress.waitsFor}`);
        break;
      case 'test-ended':
        this.#output.line(testLine(progress, this.#output));
        break;
      case 'run-concluded':
        this.#ticking.cancel();
        this.#output.line(`run ${progress.status}: ${countsLine(progress.counts, this.#output)}`);
        this.#output.line(`evidence: ${progress.folder}`);
        break;
    }
  }

  #wait(under: string): void {
    this.#under = under;
    this.#since = this.#clock.now();
    this.#output.status(under);
  }

  #tick(): void {
    const seconds = Math.round(this.#clock.now().since(this.#since).total('seconds'));
    this.#output.status(`${this.#under} (${seconds} s)`);
    this.#ticking.refresh();
  }
}
