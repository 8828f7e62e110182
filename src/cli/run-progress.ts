import type { Clock } from '../core/clock.ts';
import type { TestPack } from '../harness/pack/test-pack.ts';
import type { Progress } from '../harness/runner/progress.ts';
import type { Output } from './output.ts';
import { countsLine, migratedLine, testLine } from './run-record.ts';
import type { SetLines } from './set-lines.ts';
import { showTroubles } from './troubles.ts';
import { UnderWay } from './under-way.ts';
import { WaitingLines } from './waiting-lines.ts';

/** Shows a run as it goes: a line for each test that has ended, and what it does, what it waits for and how long. */
export class RunProgress {
  readonly #output: Output;
  readonly #packs: readonly TestPack[];
  readonly #underWay: UnderWay;
  readonly #waiting: WaitingLines;
  readonly #sets: SetLines | undefined;
  readonly #clock: Clock;
  /** When it began. */
  readonly #since: number;

  /**
   * @param packs that are run
   * @param clock the time on the wall
   * @param sets tells of sets of tests in the place of each test, and how long all of it took
   */
  constructor(packs: readonly TestPack[], output: Output, clock: Clock, sets?: SetLines) {
    this.#packs = packs;
    this.#sets = sets;
    this.#clock = clock;
    this.#since = clock.milliseconds();
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
      case 'installation-migrated':
        this.#output.line(migratedLine(progress, this.#output));
        break;
      case 'test-started':
      case 'step-started':
        this.#waiting.draw();
        break;
      case 'test-ended':
        for (const line of this.#linesFor(progress)) this.#output.line(line);
        break;
      case 'run-concluded':
        this.#waiting.end();
        showTroubles(progress.tests, this.#packs, this.#output);
        this.#output.line(`run ${progress.status}: ${countsLine(progress.counts, this.#output)}${this.#took}`);
        this.#output.line(`evidence: ${progress.folder}`);
        break;
    }
  };

  #linesFor(ended: Extract<Progress, { kind: 'test-ended' }>): readonly string[] {
    return this.#sets?.linesFor(ended) ?? [testLine(ended, this.#output)];
  }

  get #took(): string {
    const seconds = Math.round((this.#clock.milliseconds() - this.#since) / 1000);
    return this.#sets === undefined ? '' : `, in ${seconds} s`;
  }
}
