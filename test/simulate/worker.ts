import { parentPort } from 'node:worker_threads';
import { type Counts, Tally } from './counts.ts';
import { goOnAfter, type Steps, stepsOf } from './every-step.ts';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';

/** One seed; or of all steps of an installation every so many-th. */
export type Task =
  | { readonly seed: number }
  | { readonly name: string; readonly trouble: string; readonly first: number; readonly stride: number };

/** What a worker says of a task that is done. */
export interface TaskResult {
  readonly counts: Counts;
  /** What isn't as it has to be, and how to see that again. */
  readonly failures: readonly { readonly broken: readonly string[]; readonly replay: string }[];
}

async function simulateSeed(seed: number): Promise<TaskResult> {
  const scenario = await scenarioOf(seed);
  const { broken, outcomes, deaths, wasCleared } = await simulate(scenario);
  const tally = new Tally();
  tally.count('seeds', wasCleared ? 'gone on with once nothing was in the way' : 'without anything left to do');
  for (const { trouble } of scenario.cases) tally.count('troubles', trouble.name);
  for (const { at, devices } of deaths) tally.count('deaths', `${at}, devices ${devices}`);
  const last = new Map(outcomes.map(({ hub, outcome }) => [hub, outcome]));
  for (const outcome of last.values()) tally.count('outcomes', outcome);
  return { counts: tally.counts, failures: broken.length === 0 ? [] : [{ broken, replay: `--seed ${seed}` }] };
}

const known = new Map<string, Promise<Steps>>();

async function goThrough({ name, trouble, first, stride }: Extract<Task, { name: string }>): Promise<TaskResult> {
  const steps = known.get(`${name},${trouble}`) ?? stepsOf(name, trouble);
  known.set(`${name},${trouble}`, steps);
  const { scenario, all, alike } = await steps;
  const tally = new Tally();
  if (first === 0) tally.count('points', 'that leave the very same as another', alike);
  const failures: TaskResult['failures'][number][] = [];
  for (const [i, step] of all.entries()) {
    if (i % stride !== first) continue;
    tally.count('points', step.dies === 'device' ? 'device' : `${step.at}, devices ${step.devices}`);
    const broken = await goOnAfter(step, scenario);
    if (broken.length > 0) failures.push({ broken, replay: `--step ${name},${trouble},${i}` });
  }
  return { counts: tally.counts, failures };
}

parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await ('seed' in task ? simulateSeed(task.seed) : goThrough(task)));
});
