import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A serial line of two pseudo-terminals: what is written to the one end is read from the other. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  close(): Promise<void>;
}

/** Needs socat: `lacks('socat')`. */
export async function ptyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 's1bench-pty-'));
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const ends = [near, far].map((link) => `pty,rawer,link=${link}`);
  const socat = spawn('socat', ['-d', '-d', ...ends], { stdio: ['ignore', 'ignore', 'pipe'] });
  while (!existsSync(near) || !existsSync(far)) await once(socat.stderr, 'data');
  return {
    near,
    far,
    close: async () => {
      socat.kill();
      await once(socat, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}
