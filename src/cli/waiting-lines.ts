import type { Clock, Timer } from '../core/clock.ts';
import type { Output } from './output.ts';
import type { UnderWay } from './under-way.ts';

const SECOND = Temporal.Duration.from({ seconds: 1 });
/** Milliseconds between two drawings at least. */
const SOONEST_DRAWN = 50;

export interface Waiting {
  /** What a terminal shows. */
  lines(): readonly string[];
  /** All that is waited for, by the name of its run where there are several. */
  all(): Iterable<readonly [run: string, underWay: UnderWay]>;
}

/**
 * Shows what is waited for, and for how long: on a terminal always, in lines that are drawn anew; elsewhere by a line
 * when something has taken a second, two, four and so on.
 */
export class WaitingLines {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #waiting: Waiting;
  readonly #ticking: Timer;
  #drawn = Number.NEGATIVE_INFINITY;

  /** @param clock the time on the wall */
  constructor(output: Output, clock: Clock, waiting: Waiting) {
    this.#output = output;
    this.#clock = clock;
    this.#waiting = waiting;
    this.#ticking = clock.schedule(SECOND, () => this.#tick(), { background: true });
  }

  /** Something has begun. */
  draw(): void {
    if (!this.#output.showsStatus) return;
    const now = this.#clock.milliseconds();
    if (now - this.#drawn < SOONEST_DRAWN) return;
    this.#drawn = now;
    this.#output.status(this.#waiting.lines());
  }

  end(): void {
    this.#ticking.cancel();
    this.#output.status([]);
  }

  #tick(): void {
    this.#ticking.refresh();
    this.#output.status(this.#waiting.lines());
    if (this.#output.showsStatus) return;
    for (const [run, underWay] of this.#waiting.all()) {
      if (underWay.hasTakenLong()) this.#output.progress(run === '' ? underWay.line : `${run}  ${underWay.line}`);
    }
  }
}
