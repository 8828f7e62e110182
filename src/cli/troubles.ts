import type { Failure } from '../harness/evidence/failure.ts';
import type { TestRecord } from '../harness/evidence/record.ts';
import type { TestPack } from '../harness/pack/test-pack.ts';
import { troubling } from '../harness/runner/fail-fast.ts';
import type { Output } from './output.ts';
import { verdictWord } from './run-record.ts';

/** More are in the evidence: whoever has so many looks for one cause. */
const MOST_SHOWN = 20;

/**
 * The tests that somebody has to look into: what they prove, by id and text, which check did not pass, and the messages
 * beside it.
 * @param where before each of them, the run of several
 */
export function showTroubles(
  tests: readonly TestRecord[],
  packs: readonly TestPack[],
  output: Output,
  where = '',
): void {
  const troubled = tests.filter(({ verdict }) => verdict !== undefined && troubling.includes(verdict));
  for (const test of troubled.slice(0, MOST_SHOWN)) showTrouble(test, packs, output, where);
  if (troubled.length > MOST_SHOWN) output.line(`and ${troubled.length - MOST_SHOWN} more, in the evidence`);
  if (troubled.length > 0) output.line();
}

function showTrouble(record: TestRecord, packs: readonly TestPack[], output: Output, where: string): void {
  const { test, title, traces, because = '', failure } = record;
  const pack = packs.find(({ id }) => test.startsWith(`${id}/`));
  const texts = new Map(pack?.requirements.map(({ id, text }) => [id, text]));
  const others = traces.filter((trace) => !texts.has(trace));
  output.line();
  output.line(`${where}${verdictWord(record.verdict, output)}  ${output.style('bold', test)}  ${title}`);
  for (const trace of traces) {
    const text = texts.get(trace);
    if (text !== undefined) output.line(`  ${trace}  ${text}`);
  }
  if (others.length > 0) output.line(`  ${others.join(', ')}`);
  if (failure === undefined) output.line(`  ${because}`);
  else showFailure(failure, because, output);
}

function showFailure(
  { phase, step, title, device, check, operations, traffic }: Failure,
  because: string,
  output: Output,
): void {
  output.line(`  ${phase}[${step}] ${title}, at ${device}`);
  if (check === undefined) output.line(`    ${because}`);
  else {
    output.line(`    expected  ${check.path} ${check.matcher} ${JSON.stringify(check.expected)}`);
    output.line(`    found     ${check.found === undefined ? 'nothing' : JSON.stringify(check.found)}`);
  }
  for (const operation of operations) output.line(output.style('dim', `    ${operation}`));
  for (const { device: at, direction, layer, bytes } of traffic) {
    output.line(
      output.style('dim', `    ${at} ${direction.padEnd('received'.length)} ${layer.padEnd('frame'.length)} ${bytes}`),
    );
  }
}
