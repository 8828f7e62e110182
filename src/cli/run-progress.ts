import type { Clock } from '../core/clock.ts';
import type { TestPack } from '../harness/pack/test-pack.ts';
import type { Progress } from '../harness/runner/progress.ts';
import type { Output } from './output.ts';
import { countsLine, testLine } from './run-record.ts';
import { showTroubles } from './troubles.ts';
import { UnderWay } from './under-way.ts';
import { WaitingLines } from './waiting-lines.ts';

/** Shows a run as it goes: a line for each test that has ended, and what it does, what it waits for and how long. */
export class RunProgress {
  readonly #output: Output;
  readonly #packs: readonly TestPack[];
  readonly #underWay: UnderWay;
  readonly #waiting: WaitingLines;

  /**
   * @param packs that are run
   * @param clock the time on the wall
   */
  constructor(packs: readonly TestPack[], output: Output, clock: Clock) {
    this.#packs = packs;
    const underWay = new UnderWay(clock);
    this.#output = output;
    this.#underWay = underWay;
    this.#waiting = new WaitingLines(output, clock, { lines: () => [underWay.line], all: () => [['', underWay]] });
  }

  readonly show = (progress: Progress): void => {
    this.#output.json(progress);
    this.#underWay.take(progress);
    switch (progress.kind) {
      case 'run-started':
        this.#output.progress(`${progress.tests} tests, seed ${progress.seed}, evidence in ${progress.folder}`);
        break;
      case 'test-started':
      case 'step-started':
        this.#waiting.draw();
        break;
      case 'test-ended':
        this.#output.line(testLine(progress, this.#output));
        break;
      case 'run-concluded':
        this.#waiting.end();
        showTroubles(progress.tests, this.#packs, this.#output);
        this.#output.line(`run ${progress.status}: ${countsLine(progress.counts, this.#output)}`);
        this.#output.line(`evidence: ${progress.folder}`);
        break;
    }
  };
}
