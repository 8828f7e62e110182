import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { s1bench, shipped } from '../support/command.ts';
import { lacks } from '../support/requires.ts';
import { newFile, newPath } from '../support/scratch.ts';
import { benchAt, installation, packOf, readsClock, tcpSimulator } from './meter.ts';

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

/** The same, with somebody at it, who answers each question. */
async function onTerminalWith(answer: string, ...args: readonly string[]): Promise<string> {
  const command = [process.execPath, shipped('bin/s1bench.ts'), ...args].map((part) => `'${part}'`).join(' ');
  const script = newFile('run.sh', `#!/bin/sh\nTERM=xterm exec ${command}\n`);
  chmodSync(script, 0o755);
  const socat = spawn('socat', [`EXEC:${script},pty,stderr,ctty,setsid`, 'STDIO'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let seen = '';
  for await (const chunk of socat.stdout.setEncoding('utf8')) {
    const asked = seen.split('(Enter when it is done').length;
    seen += chunk;
    if (seen.split('(Enter when it is done').length > asked) socat.stdin.write(`${answer}\n`);
  }
  return seen;
}

const prompts = `
  - id: P
    title: Somebody presses a button
    traces: [SRV 7.1]
    needs: [esme]
    steps:
      - associate: { client: public }
      - prompt: { text: Press the button, simulated: { kind: supply, trigger: manual-reconnect } }
        expect: { result: done }
`;

describe.skipIf(lacks('socat'))('somebody at the terminal', () => {
  it.each([
    ['', 'passed        small/P'],
    ['n', 'failed        small/P'],
  ])('is asked to lend a hand, and answers %j', async (answer, verdict) => {
    const { address } = await tcpSimulator('wrapper');
    const seen = await onTerminalWith(answer, 'run', packOf(prompts), '--bench', benchAt(address), '--out', newPath());
    expect(seen).toContain('Press the button  (Enter when it is done, n if it cannot be done)');
    expect(seen).toContain(verdict);
  });

  it('is not asked with --unattended', async () => {
    const { address } = await tcpSimulator('wrapper');
    const args = ['run', packOf(prompts), '--bench', benchAt(address), '--out', newPath(), '--unattended'];
    const seen = await onTerminalWith('', ...args);
    expect(seen).not.toContain('Press the button');
    expect(seen).toContain('nobody is there to do this by hand');
  });
});

describe('nobody at a terminal', () => {
  it('tests that need hands on a bench are not run, and simulated ones have them: exit 3 and 0', async () => {
    const { address } = await tcpSimulator('wrapper');
    const bench = await s1bench(['run', packOf(prompts), '--bench', benchAt(address)]);
    expect(bench.stdout).toMatch(/^not-run .*small\/P.*\n {14}nobody is there to do this by hand/m);
    expect(bench.status).toBe(3);
    const simulated = await s1bench(['run', packOf(prompts), '--sim', installation, '--unattended']);
    expect(simulated.stdout).toContain('passed        small/P');
    expect(simulated.status).toBe(0);
  });
});

describe.skipIf(lacks('socat'))('on a terminal', () => {
  it('a run shows in colour what has ended, and on one line what it does', async () => {
    const seen = await onTerminal('run', packOf(readsClock('A')), '--sim', installation, '--out', newPath());
    expect(seen).toContain('\r\u001b[2K1 left  0 s  A');
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
    expect(seen).toContain('\r\u001b[2K1 left  1 s  A  associate as public  waits for an answer of esme');
  });

  it('several runs show a line each', async () => {
    const meters = await Promise.all([tcpSimulator('wrapper'), tcpSimulator('wrapper')]);
    const slow = readsClock('A').replace('    steps:\n', '    steps:\n      - wait: 8s\n');
    const benches = meters.map(({ address }) => benchAt(address));
    const seen = await onTerminal('run', packOf(slow), '--bench', ...benches, '--out', newPath());
    const [first, second] = ['01', '02'].map((n) => `${n}-e2e  1 left  [1-9] s  A  wait 8s  waits for 8s to pass`);
    expect(seen).toMatch(new RegExp(`${first}\r\n${second}\r\n0 of 2 runs have ended`));
    // The lines of before are taken off, from the last one up.
    const up = '\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K'.replaceAll('[', '\\[');
    expect(seen).toMatch(new RegExp(`${up}${first}`));
    expect(seen).toContain('runs complete: \u001b[32m2 passed\u001b[39m');
  });

  it.each(['--no-color', '--quiet'])('%s', async (option) => {
    const seen = await onTerminal('run', packOf(readsClock('A')), '--sim', installation, '--out', newPath(), option);
    expect(seen.includes('\u001b[32m')).toBe(option !== '--no-color');
    expect(seen.includes('1 left')).toBe(option !== '--quiet');
  });
});
