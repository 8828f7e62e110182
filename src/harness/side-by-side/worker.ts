import { parentPort, workerData } from 'node:worker_threads';
import { RealClock } from '../../core/clock.ts';
import { FailFast } from '../runner/fail-fast.ts';
import { carryOutPart } from './carry-out-part.ts';
import type { CarryOutMessage, FromWorker, ToWorker, WorkerData } from './messages.ts';
import { Telling } from './telling.ts';

/** Carries out one run after the other, as the pool tells it. */
const { options, everyStep } = workerData as WorkerData;
const abort = new AbortController();
const failFast = new FailFast();
const tell = (message: FromWorker): void => parentPort?.postMessage(message);
const telling = new Telling(everyStep, new RealClock(), (gathered) => tell({ kind: 'progress', gathered }));

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
    await carryOutPart(part, options, { place, signal, failFast, onProgress: telling.take });
    telling.tell();
    tell({ kind: 'ended' });
  } catch (error) {
    telling.tell();
    tell({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
  }
}
