import { parentPort } from 'node:worker_threads';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';

/** What a worker says of a seed once it has simulated it. */
export interface SeedResult {
  readonly seed: number;
  readonly broken: readonly string[];
  readonly installations: number;
  readonly deaths: number;
  readonly outcomes: readonly string[];
}

parentPort?.on('message', async (seed: number) => {
  const scenario = await scenarioOf(seed);
  const { broken, outcomes, lives } = await simulate(scenario);
  const result: SeedResult = {
    seed,
    broken,
    installations: scenario.cases.length,
    deaths: lives - 1,
    outcomes: [...new Map(outcomes.map(({ hub, outcome }) => [hub, outcome])).values()],
  };
  parentPort?.postMessage(result);
});
