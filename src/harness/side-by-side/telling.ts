import type { Clock, Timer } from '../../core/clock.ts';
import { troubling } from '../runner/fail-fast.ts';
import type { Progress } from '../runner/progress.ts';

/** A message to another thread costs as much as a request to a device: what a run tells is gathered for so long. */
const GATHERED = Temporal.Duration.from({ milliseconds: 100 });

/**
 * Passes on what a run tells, now and then; at once what somebody has to look into. Of its steps all of them, or those
 * alone that are not over by then.
 */
export class Telling {
  readonly #everyStep: boolean;
  readonly #tell: (gathered: readonly Progress[]) => void;
  readonly #timer: Timer;
  #gathered: Progress[] = [];

  /** @param clock the time on the wall */
  constructor(everyStep: boolean, clock: Clock, tell: (gathered: readonly Progress[]) => void) {
    this.#everyStep = everyStep;
    this.#tell = tell;
    this.#timer = clock.schedule(GATHERED, () => this.#tellAgain(), { background: true });
  }

  readonly take = (progress: Progress): void => {
    if (!this.#everyStep && this.#gathered.at(-1)?.kind === 'step-started') this.#gathered.pop();
    this.#gathered.push(progress);
    if (progress.kind === 'test-ended' && troubling.includes(progress.verdict)) this.tell();
  };

  /** Tells what is gathered, without waiting for more. */
  tell(): void {
    if (this.#gathered.length > 0) this.#tell(this.#gathered);
    this.#gathered = [];
  }

  #tellAgain(): void {
    this.#timer.refresh();
    this.tell();
  }
}
