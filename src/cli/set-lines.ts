import { countVerdicts, type TestVerdict } from '../harness/checks/verdict.ts';
import { testName, withoutTurn } from '../harness/evidence/test-name.ts';
import type { TestPack } from '../harness/pack/test-pack.ts';
import type { Progress } from '../harness/runner/progress.ts';
import type { Output } from './output.ts';
import { countsLine, testLine } from './run-record.ts';

type Ended = Extract<Progress, { kind: 'test-ended' }>;

/** Tests of one subject, with what came of those that have ended. */
interface SetUnderWay {
  readonly title: string;
  /** Of its pack, where it is the first of it. */
  readonly pack: string | undefined;
  readonly last: string;
  readonly verdicts: TestVerdict[];
}

/** A run as a line for each set of tests that has ended, with a line for each test that somebody has to look into. */
export class SetLines {
  readonly #output: Output;
  readonly #sets: ReadonlyMap<string, SetUnderWay>;

  constructor(packs: readonly TestPack[], output: Output) {
    this.#output = output;
    this.#sets = new Map(packs.flatMap(setsOf));
  }

  /** What is told once a test has ended. */
  linesFor(ended: Ended): readonly string[] {
    const set = this.#sets.get(withoutTurn(ended.test));
    if (set === undefined) return [testLine(ended, this.#output)];
    const isFirst = set.verdicts.push(ended.verdict) === 1;
    const isFine = ended.verdict === 'passed' || ended.verdict === 'not-applicable';
    return [
      ...(isFirst && set.pack !== undefined ? [this.#output.style('bold', set.pack)] : []),
      ...(isFine ? [] : [testLine(ended, this.#output)]),
      ...(set.last === ended.test ? [`  ${set.title}: ${countsLine(countVerdicts(set.verdicts), this.#output)}`] : []),
    ];
  }
}

function setsOf({ id, title: pack, sets }: TestPack): readonly (readonly [string, SetUnderWay])[] {
  return sets.flatMap(({ title, tests }, i) => {
    const names = tests.map((test) => testName(id, test));
    const set = { title, pack: i === 0 ? pack : undefined, last: names.at(-1) as string, verdicts: [] };
    return names.map((name) => [name, set] as const);
  });
}
