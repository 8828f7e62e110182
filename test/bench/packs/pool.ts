import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Trial, TrialResult } from './measured-run.ts';

/** Carries out trials on all processors; `done` is told of each as it ends. */
export async function measureAll<T extends Trial>(
  trials: readonly T[],
  done: (trial: T, result: TrialResult, left: number) => void,
): Promise<void> {
  const waiting = [...trials];
  let left = trials.length;
  const serve = async (): Promise<void> => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      const { defect, installation, only, pack, process, quick, seed } = trial;
      worker.postMessage({ defect, installation, only, pack, process, quick, seed });
      const [result] = (await once(worker, 'message')) as [TrialResult | { readonly error: string }];
      if ('error' in result) throw new Error(result.error);
      done(trial, result, --left);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, serve));
}
