import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Benchmark, type Outcome, runBenchmark } from './benchmark.ts';
import { cosemOverTcp } from './cosem-over-tcp.bench.ts';
import { fleets } from './fleet.bench.ts';
import { migrations } from './migration.bench.ts';
import { packs } from './packs.bench.ts';
import { profileDecoding } from './profile-decoding.bench.ts';
import { startup } from './startup.bench.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    /** Keep the results in docs/reference/performance.md. */
    keep: { type: 'boolean', default: false },
  },
});

const benchmarks: readonly Benchmark[] = [
  ...cosemOverTcp,
  ...profileDecoding,
  ...fleets,
  ...packs,
  ...migrations,
  ...startup,
].filter((benchmark) => benchmark.what.includes(values.only));
const outcomes: Outcome[] = [];
for (const benchmark of benchmarks) {
  const outcome = await runBenchmark(benchmark, Number(values.rounds));
  outcomes.push(outcome);
  process.stdout.write(`${row(outcome)}\n`);
}
if (values.keep) writeFileSync(new URL('../../docs/reference/performance.md', import.meta.url), page(outcomes));
process.exit(outcomes.every((outcome) => outcome.reached) ? 0 : 1);

function row({ benchmark, ratio, lowest, highest, reached }: Outcome): string {
  const sign = benchmark.measure === 'rate' ? '≥' : '≤';
  const spread = `${lowest.toFixed(2)} to ${highest.toFixed(2)}`;
  const verdict = reached ? 'yes' : 'no';
  const { what, yardstick, reach } = benchmark;
  return `| ${what} | ${yardstick} | ${sign} ${reach.toFixed(2)} | ${ratio.toFixed(2)} | ${spread} | ${verdict} |`;
}

function page(outcomes: readonly Outcome[]): string {
  return [
    '# Performance',
    '',
    'Each figure is a ratio to a yardstick that was measured in the same run, round by round; the median counts.',
    'For a rate more is better (≥), for a time less (≤). `npm run bench` measures them, `npm run bench -- --keep`',
    'writes this page.',
    '',
    `Measured with Node ${process.version} on ${process.platform} ${process.arch}, at most ${values.rounds} rounds each.`,
    '',
    '| what | yardstick | to reach | median | lowest to highest | reached |',
    '|---|---|---|---|---|---|',
    ...outcomes.map(row),
    '',
  ].join('\n');
}
