import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './benchmark.ts';
import { timed } from './benchmark.ts';

const entry = fileURLToPath(new URL('../../dist/bin/s1bench.js', import.meta.url));

function node(...args: string[]): number {
  return timed(() => {
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: was it built?`);
  });
}

export const startup: readonly Benchmark[] = [
  {
    what: '`s1bench --help`',
    yardstick: '`node -e 0`',
    measure: 'time',
    reach: 4,
    run: (collect) => collect(() => ({ ours: node(entry, '--help'), yardstick: node('-e', '0') })),
  },
];
