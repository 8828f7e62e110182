import { parentPort } from 'node:worker_threads';
import { measure, type Trial } from './measured-run.ts';

/** Carries out one trial after the other, as it is told. */
parentPort?.on('message', async (trial: Trial) => {
  parentPort?.postMessage(await measure(trial).catch((error: unknown) => ({ error: String((error as Error).stack) })));
});
