import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { JOURNAL_FILE } from '../../../src/harness/evidence/journal.ts';
import type { CarryOutMessage } from '../../../src/harness/side-by-side/messages.ts';

/** The worker of a pool, but that its thread ends in the middle of the second of all runs: once its evidence has begun. */
await import('../../../src/harness/side-by-side/worker.ts');
parentPort?.on('message', ({ part, place }: CarryOutMessage) => {
  if (part?.name.startsWith('02-')) endOnceBegun(place.folder);
});

function endOnceBegun(folder: string): void {
  if (existsSync(join(folder, JOURNAL_FILE))) process.exit(7);
  setImmediate(() => endOnceBegun(folder));
}
