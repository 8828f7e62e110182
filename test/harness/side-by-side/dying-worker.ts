import { parentPort } from 'node:worker_threads';

/** The worker of a pool, but that its thread ends in the middle of the second of all runs: at its first test. */
await import('../../../src/harness/side-by-side/worker.ts');
const port = parentPort as NonNullable<typeof parentPort>;
let part = '';
port.on('message', (message: { readonly part?: { readonly name: string } }) => {
  part = message.part?.name ?? part;
});
const tell = port.postMessage.bind(port);
port.postMessage = (message: { readonly progress?: { readonly kind: string } }) => {
  tell(message);
  if (part.startsWith('02-') && message.progress?.kind === 'test-started') process.exit(7);
};
