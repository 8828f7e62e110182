import type { Clock } from '../core/clock.ts';
import type { TestPack } from '../harness/pack/test-pack.ts';
import type { SideBySideProgress } from '../harness/side-by-side/run-side-by-side.ts';
import type { Output } from './output.ts';
import { countsLine, migratedLine, testLine } from './run-record.ts';
import { showTroubles } from './troubles.ts';
import { UnderWay } from './under-way.ts';
import { WaitingLines } from './waiting-lines.ts';

type Ended = Extract<SideBySideProgress, { kind: 'runs-concluded' }>;
type OfOne = Extract<SideBySideProgress, { installation: string }>;

/** Shows several runs as they go: a line for each test that has ended, and of each run what it waits for and how long. */
export class SideBySideProgressLines {
  readonly #output: Output;
  readonly #packs: readonly TestPack[];
  readonly #clock: Clock;
  /** Those that have begun and not ended. */
  readonly #underWay = new Map<string, UnderWay>();
  readonly #waiting: WaitingLines;
  #runs = 0;
  #ended = 0;

  /**
   * @param packs that are run
   * @param clock the time on the wall
   */
  constructor(packs: readonly TestPack[], output: Output, clock: Clock) {
    this.#packs = packs;
    this.#output = output;
    this.#clock = clock;
    this.#waiting = new WaitingLines(output, clock, { lines: () => this.#lines(), all: () => this.#underWay });
  }

  readonly show = (progress: SideBySideProgress): void => {
    this.#output.json(progress);
    switch (progress.kind) {
      case 'runs-started':
        this.#runs = progress.runs.length;
        this.#output.progress(`${this.#runs} runs side by side, evidence in ${progress.folder}`);
        break;
      case 'runs-concluded':
        this.#waiting.end();
        this.#showEnd(progress);
        break;
      default:
        this.#showOne(progress);
    }
  };

  #showOne(progress: OfOne): void {
    const { installation } = progress;
    switch (progress.kind) {
      case 'run-started':
        this.#underWay.set(installation, new UnderWay(this.#clock));
        this.#output.progress(`${installation}: ${progress.tests} tests, seed ${progress.seed}`);
        break;
      case 'test-ended':
        this.#output.line(`${installation}  ${testLine(progress, this.#output)}`);
        break;
      case 'installation-migrated':
        this.#output.line(`${installation}  ${migratedLine(progress, this.#output)}`);
        break;
      case 'run-broke':
        this.#output.line(`${installation}  ${progress.problem}`);
        this.#end(installation);
        return;
      case 'run-concluded':
        this.#end(installation);
        return;
      case 'test-started':
      case 'step-started':
        break;
    }
    this.#underWay.get(installation)?.take(progress);
    if (progress.kind === 'step-started') this.#waiting.draw();
  }

  #end(installation: string): void {
    this.#underWay.delete(installation);
    this.#ended++;
  }

  #showEnd({ runs, status, counts, folder }: Ended): void {
    for (const { name, tests } of runs) showTroubles(tests, this.#packs, this.#output, `${name}  `);
    for (const run of runs) {
      this.#output.line(`${run.name}  run ${run.status}: ${countsLine(run.counts, this.#output)}`);
      if (run.problem !== undefined) this.#output.line(`  ${run.problem}`);
    }
    this.#output.line(`runs ${status}: ${countsLine(counts, this.#output)}`);
    this.#output.line(`evidence: ${folder}`);
  }

  #lines(): readonly string[] {
    const each = Array.from(this.#underWay, ([installation, { line }]) => `${installation}  ${line}`);
    return [...each, `${this.#ended} of ${this.#runs} runs have ended`];
  }
}
