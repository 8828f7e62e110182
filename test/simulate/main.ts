import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { SeedResult } from './worker.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    /** This one alone, with all that parties tell their logs. */
    seed: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

if (values.seed === undefined) await all(Number(values.from), Number(values.seeds), Number(values.workers));
else await one(Number(values.seed));

async function one(seed: number): Promise<void> {
  const scenario = await scenarioOf(seed);
  for (const { installation, trouble, authorisation } of scenario.cases) {
    console.log(`${installation.devices.hub?.eui64}  ${installation.name}, ${trouble.name}, ${authorisation}`);
  }
  for (const death of scenario.deaths) console.log(`dies ${JSON.stringify(death)}`);
  const { broken, outcomes } = await simulate(scenario, { onLog: (event) => console.log(event) });
  for (const { hub, set, outcome, code } of outcomes) console.log(`${set}  ${hub}  ${outcome}  ${code ?? ''}`);
  for (const problem of broken) console.log(`BROKEN: ${problem}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

async function all(from: number, count: number, workers: number): Promise<void> {
  const started = performance.now();
  const sum = { failures: 0, installations: 0, deaths: 0, outcomes: new Map<string, number>() };
  let next = from;
  const take = ({ seed, broken, installations, deaths, outcomes }: SeedResult): void => {
    sum.installations += installations;
    sum.deaths += deaths;
    for (const outcome of outcomes) sum.outcomes.set(outcome, (sum.outcomes.get(outcome) ?? 0) + 1);
    if (broken.length === 0) return;
    sum.failures++;
    console.log(`seed ${seed}:\n${broken.map((problem) => `  ${problem}`).join('\n')}`);
    console.log(`  to replay it: npm run simulate -- --seed ${seed}`);
  };
  const work = (): Promise<void> =>
    new Promise((resolve) => {
      let seed = next;
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const give = (): void => {
        seed = next++;
        if (seed < from + count) worker.postMessage(seed);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (result: SeedResult) => {
        take(result);
        give();
      });
      worker.on('error', (error: unknown) => {
        take({
          seed,
          broken: [`the worker ended: ${error instanceof Error ? error.stack : error}`],
          installations: 0,
          deaths: 0,
          outcomes: [],
        });
        resolve();
      });
      give();
    });
  await Promise.all(Array.from({ length: workers }, work));
  const seconds = (performance.now() - started) / 1000;
  const outcomes = [...sum.outcomes].sort().map(([outcome, times]) => `${times} ${outcome}`);
  console.log(
    `${count} seeds from ${from} in ${seconds.toFixed(1)} s (${(count / seconds).toFixed(1)} a second), ` +
      `${sum.installations} installations (${outcomes.join(', ')}), ${sum.deaths} deaths, ${sum.failures} failures`,
  );
  process.exitCode = sum.failures === 0 ? 0 : 1;
}
