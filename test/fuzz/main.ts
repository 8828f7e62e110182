import { parseArgs } from 'node:util';
import { toHex } from '../../src/core/bytes.ts';
import { type Failure, fuzz, shares } from './fuzz.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

const chosen = targets.filter(({ name }) => name.includes(values.only));
const started = performance.now();
let [cases, failures] = [0, 0];
for (const [target, share] of shares(chosen, Number(values.cases))) {
  const before = performance.now();
  const result = await fuzz(target, share, values.seed);
  cases += result.cases;
  failures += result.failures.length;
  const memory = Math.round(result.mostMemory / 1024 ** 2);
  console.log(
    `${target.name}: ${result.cases} cases, ${result.refused} refused, slowest ${result.slowestMs.toFixed(1)} ms, ` +
      `${memory} MiB at most, ${secondsSince(before)} s`,
  );
  for (const failure of result.failures) console.log(describe(failure));
}
console.log(`${cases} cases with seed ${values.seed} in ${secondsSince(started)} s, ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;

function secondsSince(before: number): string {
  return ((performance.now() - before) / 1000).toFixed(1);
}

function describe({ index, bytes, problem }: Failure): string {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  return `case ${index}, fed ${toHex(bytes)}\n${text}`;
}
