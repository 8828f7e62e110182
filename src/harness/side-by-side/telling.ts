import type { Clock, Timer } from '../../core/clock.ts';
import type { Progress } from '../runner/progress.ts';

/** A step that is over before is not worth a message to another thread: that costs as much as a request to a device. */
const LONG = Temporal.Duration.from({ milliseconds: 100 });

/** Passes on what a run tells: of its steps all of them, or those alone that take their time. */
export class Telling {
  readonly #everyStep: boolean;
  readonly #tell: (progress: Progress) => void;
  readonly #timer: Timer;
  /** The step that is under way, not told yet. */
  #step: Progress | undefined;

  /** @param clock the time on the wall */
  constructor(everyStep: boolean, clock: Clock, tell: (progress: Progress) => void) {
    this.#everyStep = everyStep;
    this.#tell = tell;
    this.#timer = clock.schedule(LONG, () => this.#tellStep(), { background: true });
  }

  readonly take = (progress: Progress): void => {
    this.#step = undefined;
    if (progress.kind === 'step-started' && !this.#everyStep) this.#step = progress;
    else this.#tell(progress);
  };

  #tellStep(): void {
    this.#timer.refresh();
    if (this.#step !== undefined) this.#tell(this.#step);
    this.#step = undefined;
  }
}
