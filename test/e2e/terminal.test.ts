import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shipped } from '../support/command.ts';
import { lacks } from '../support/requires.ts';
import { newFile, newPath } from '../support/scratch.ts';
import { benchAt, installation, packOf, readsClock } from './meter.ts';

/** All that a person sees on a terminal of the command, which socat makes. */
async function onTerminal(...args: readonly string[]): Promise<string> {
  const command = [process.execPath, shipped('bin/s1bench.ts'), ...args].map((part) => `'${part}'`).join(' ');
  const script = newFile('run.sh', `#!/bin/sh\nTERM=xterm-256color exec ${command}\n`);
  chmodSync(script, 0o755);
  // What decides on colours elsewhere: Node takes a machine of CI for one that shows none.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
  const socat = spawn('socat', ['-u', `EXEC:${script},pty,stderr`, 'STDOUT'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text(socat.stdout);
}

describe.skipIf(lacks('socat'))('on a terminal', () => {
  it('a run shows in colour what has ended, and on one line what it does', async () => {
    const seen = await onTerminal('run', packOf(readsClock('A')), '--sim', installation, '--out', newPath());
    expect(seen).toContain('\r\u001b[2Ksmall/A, 1 left');
    expect(seen).toContain('\r\u001b[2Ksmall/A waits for an answer of esme');
    expect(seen).toContain('\r\u001b[2K\u001b[32mpassed      \u001b[39m  small/A  Reads the clock');
  });

  it('a run shows what it waits for, and for how long', async () => {
    const connections: Socket[] = [];
    const mute = createServer((socket) => connections.push(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    onTestFinished(() => {
      mute.close();
      for (const socket of connections) socket.destroy();
    });
    const bench = benchAt(`tcp://127.0.0.1:${(mute.address() as AddressInfo).port}?timeout=700ms`);
    const seen = await onTerminal('run', packOf(readsClock('A')), '--bench', bench, '--out', newPath());
    expect(seen).toContain('\r\u001b[2Ksmall/A waits for an answer of esme (1 s)');
  });

  it.each(['--no-color', '--quiet'])('%s', async (option) => {
    const seen = await onTerminal('run', packOf(readsClock('A')), '--sim', installation, '--out', newPath(), option);
    expect(seen.includes('\u001b[32m')).toBe(option !== '--no-color');
    expect(seen.includes('waits for')).toBe(option !== '--quiet');
  });
});
