import type { Counts, TestVerdict } from '../harness/checks/verdict.ts';
import type { RunRecord, TestRecord } from '../harness/evidence/record.ts';
import type { Progress } from '../harness/runner/progress.ts';
import type { Output } from './output.ts';

const colors = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
  error: 'magenta',
  'not-run': 'gray',
  'not-applicable': 'gray',
} as const satisfies Record<TestVerdict, string>;

const WIDTH = 'inconclusive'.length;

/** One test as a line: its verdict, its name, and why, where it didn't pass. */
export function testLine(
  { test, title, verdict, because }: Pick<TestRecord, 'test' | 'title' | 'verdict' | 'because'>,
  output: Output,
): string {
  const reason = because === undefined ? '' : `\n${' '.repeat(WIDTH + 2)}${because}`;
  return `${verdictWord(verdict, output)}  ${test}  ${title}${reason}`;
}

/** What came of the migration of an installation that tests need migrated. */
export function migratedLine(
  { outcome, attempts, because }: Omit<Extract<Progress, { kind: 'installation-migrated' }>, 'kind'>,
  output: Output,
): string {
  const word = output.style(outcome === 'commissioned' ? 'green' : 'red', 'migrated'.padEnd(WIDTH));
  const why = because === undefined ? '' : ` (${because})`;
  return `${word}  the installation, for the tests that need it commissioned: ${outcome}${why}, attempts: ${attempts}`;
}

export function verdictWord(verdict: TestVerdict | undefined, output: Output): string {
  const word = (verdict ?? 'unfinished').padEnd(WIDTH);
  return verdict === undefined ? word : output.style(colors[verdict], word);
}

/** Every test of a run, and how many came to what. */
export function printRecord(record: RunRecord, output: Output): void {
  for (const test of record.tests) output.line(testLine(test, output));
  output.line(`run ${record.status}: ${countsLine(record.counts, output)}`);
}

/** `25 passed, 1 failed`; verdicts that nothing came to are left out. */
export function countsLine(counts: Counts, output: Output): string {
  const named = (Object.entries(counts) as [TestVerdict, number][]).filter(([, count]) => count > 0);
  if (named.length === 0) return 'no test has ended';
  return named.map(([verdict, count]) => output.style(colors[verdict], `${count} ${verdict}`)).join(', ');
}
