import { parseArgs } from 'node:util';
import { toHex } from '../../src/core/bytes.ts';
import { S1benchError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { mutate } from './mutate.ts';
import { targets } from './targets.ts';

/** A case that takes longer than this hangs for all that its user could tell. */
const LONGEST_CASE_MS = 1000;
/** What the process may hold at most while it is fed. */
const MOST_MEMORY = 1024 ** 3;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

const chosen = targets.filter(({ name }) => name.includes(values.only));
const casesEach = Math.ceil(Number(values.cases) / chosen.length);
let failures = 0;
for (const target of chosen) {
  const random = new Random(values.seed).fork(target.name);
  const corpus = target.corpus();
  const feed = target.start();
  let refused = 0;
  let slowest = 0;
  let mostMemory = 0;
  const started = performance.now();
  for (let i = 0; i < casesEach; i++) {
    const bytes = mutate(corpus[random.below(corpus.length)] as Uint8Array, random);
    const before = performance.now();
    try {
      feed(bytes);
    } catch (error) {
      if (!(error instanceof S1benchError)) report(target.name, i, bytes, error);
      else refused++;
    }
    const took = performance.now() - before;
    slowest = Math.max(slowest, took);
    if (took > LONGEST_CASE_MS) report(target.name, i, bytes, `took ${took.toFixed(0)} ms`);
    if (i % 1000 === 0) mostMemory = Math.max(mostMemory, process.memoryUsage().rss);
  }
  if (mostMemory > MOST_MEMORY) report(target.name, casesEach, new Uint8Array(), `held ${mostMemory} bytes`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const memory = Math.round(mostMemory / 1024 ** 2);
  process.stdout.write(
    `${target.name}: ${casesEach} cases, ${refused} refused, slowest ${slowest.toFixed(1)} ms, ${memory} MiB at most, ${seconds} s\n`,
  );
}
process.stdout.write(`${casesEach * chosen.length} cases with seed ${values.seed}, ${failures} failures\n`);
process.exit(failures === 0 ? 0 : 1);

function report(name: string, index: number, bytes: Uint8Array, problem: unknown): void {
  failures++;
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  process.stdout.write(`${name}, case ${index} of seed ${values.seed}: ${toHex(bytes)}\n${text}\n`);
}
