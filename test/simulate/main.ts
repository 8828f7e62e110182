import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Tally } from './counts.ts';
import { everyStepOf, goOnAfter, type Step, stepsOf } from './every-step.ts';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { Task, TaskResult } from './worker.ts';

const { values } = parseArgs({
  options: {
    /** 2000 of them, unless anything else is asked for. */
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    /** Deaths at every step of a few installations. */
    'every-step': { type: 'boolean', default: false },
    /** One of either alone, with all that parties tell their logs. */
    seed: { type: 'string' },
    step: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
/** Of one installation: so many workers can share its steps. */
const PARTS = 8;
/** Between two lines that tell how far it is. */
const TELL_EVERY_MS = 60_000;
/** So much is made and thrown away that a worker with less is busy with that. */
const YOUNG_MEGABYTES = 64;

if (values.seed !== undefined) await replaySeed(Number(values.seed));
else if (values.step !== undefined) await replayStep(values.step);
else await all(tasks(), Number(values.workers));

function tasks(): readonly Task[] {
  const { seeds = values['every-step'] ? '0' : '2000', from } = values;
  const steps = everyStepOf.flatMap(([name, trouble]) =>
    Array.from({ length: PARTS }, (_, first) => ({ name, trouble, first, stride: PARTS })),
  );
  const each = Array.from({ length: Number(seeds) }, (_, i) => ({ seed: Number(from) + i }));
  return [...(values['every-step'] ? steps : []), ...each];
}

async function all(given: readonly Task[], workers: number): Promise<void> {
  const started = performance.now();
  const sum = new Tally();
  let failures = 0;
  const left = [...given].reverse();
  const take = (result: TaskResult): void => {
    sum.add(result.counts);
    for (const { broken, replay } of result.failures) {
      failures++;
      console.log(
        `${broken.map((problem) => `  ${problem}`).join('\n')}\n  to replay it: npm run simulate -- ${replay}`,
      );
    }
  };
  const telling = setInterval(
    () => console.log(`${left.length} of ${given.length} left, ${failures} failures`),
    TELL_EVERY_MS,
  );
  await Promise.all(Array.from({ length: workers }, () => work(left, take)));
  clearInterval(telling);
  for (const line of sum.lines()) console.log(line);
  console.log(
    `simulated ${sum.sum('seeds')} seeds with ${sum.sum('deaths')} deaths, and ${sum.sum('points')} deaths at every step, ` +
      `in ${((performance.now() - started) / 1000).toFixed(0)} s: ${failures} failures`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
}

/** One worker, as long as there is anything left to do. */
function work(left: Task[], take: (result: TaskResult) => void): Promise<void> {
  return new Promise((resolve) => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits });
    let task: Task | undefined;
    const give = (): void => {
      task = left.pop();
      if (task === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(task);
    };
    worker.on('message', (result: TaskResult) => {
      take(result);
      give();
    });
    worker.on('error', (error: unknown) => {
      const broken = [`the worker ended: ${error instanceof Error ? error.stack : error}`];
      take({ counts: {}, failures: [{ broken, replay: `for ${JSON.stringify(task)}` }] });
      void work(left, take).then(resolve);
    });
    give();
  });
}

async function replaySeed(seed: number): Promise<void> {
  const scenario = await scenarioOf(seed);
  for (const { installation, trouble, authorisation } of scenario.cases) {
    console.log(`${installation.devices.hub?.eui64}  ${installation.name}, ${trouble.name}, ${authorisation}`);
  }
  for (const death of scenario.deaths) console.log(`dies ${JSON.stringify(death)}`);
  const { broken, outcomes } = await simulate(scenario, { onLog: (event) => console.log(event) });
  for (const { hub, set, outcome, code } of outcomes) console.log(`${set}  ${hub}  ${outcome}  ${code ?? ''}`);
  say(broken);
}

async function replayStep(named: string): Promise<void> {
  const [name = '', trouble = '', number] = named.split(',');
  const { scenario, all: steps } = await stepsOf(name, trouble);
  say(await goOnAfter(steps[Number(number)] as Step, scenario, (event) => console.log(event)));
}

function say(broken: readonly string[]): void {
  for (const problem of broken) console.log(`BROKEN: ${problem}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
