import { parentPort, workerData } from 'node:worker_threads';
import { FailFast } from '../runner/fail-fast.ts';
import { carryOutPart } from './carry-out-part.ts';
import type { CarryOutMessage, FromWorker, PartOptions, ToWorker } from './messages.ts';

/** Carries out one run after the other, as the pool tells it. */
const options = workerData as PartOptions;
const abort = new AbortController();
const failFast = new FailFast();

parentPort?.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'stop':
      abort.abort();
      break;
    case 'skip-rest':
      failFast.stop(message.because);
      break;
    case 'carry-out':
      void carryOutAndTell(message);
      break;
  }
});

async function carryOutAndTell({ part, place, stopped, skipped }: CarryOutMessage): Promise<void> {
  if (stopped) abort.abort();
  if (skipped !== undefined) failFast.stop(skipped);
  const { signal } = abort;
  try {
    await carryOutPart(part, options, {
      place,
      signal,
      failFast,
      onProgress: (progress) => tell({ kind: 'progress', progress }),
    });
    tell({ kind: 'ended' });
  } catch (error) {
    tell({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: FromWorker): void {
  parentPort?.postMessage(message);
}
