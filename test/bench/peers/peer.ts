import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { keepOn } from '../affinity.ts';

export interface Peer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server in a process of its own, and waits until it listens. */
export async function startPeer(name: 'echo' | 'esme', ...args: (string | number)[]): Promise<Peer> {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const child = fork(script, args.map(String));
  keepOn('server', child.pid);
  const [port] = (await once(child, 'message')) as [number];
  return {
    port,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}
