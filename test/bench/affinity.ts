import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';

/**
 * Keeps a process on one processor: whether client and server share one decides more of a round trip than anything
 * that they do. Where the system has no way to (taskset is Linux's), the figures are merely noisier.
 */
export function keepOn(processor: 'client' | 'server', pid: number | undefined): void {
  if (process.platform !== 'linux' || pid === undefined || availableParallelism() < 2) return;
  taskset(pid, processor === 'client' ? '0' : '1');
}

/** Lets this process run anywhere again. */
export function letGo(): void {
  if (process.platform === 'linux') taskset(process.pid, `0-${cpus().length - 1}`);
}

function taskset(pid: number, processors: string): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(pid)], { stdio: 'ignore' });
}
