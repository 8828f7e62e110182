import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonLines, s1bench, start } from '../support/command.ts';
import { newFolder, newPath } from '../support/scratch.ts';
import {
  benchAt,
  eventsOf,
  evidenceOf,
  firstLight,
  installation,
  packOf,
  readsClock,
  tcpSimulator,
  waits,
} from './meter.ts';

/** A port on which something listens that says nothing; or, once it is closed again, nothing at all. */
async function muteServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => connections.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of connections) socket.destroy();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function unusedPort(): Promise<number> {
  const { server, port } = await muteServer();
  server.close();
  await once(server, 'close');
  return port;
}

it('first-light passes against the simulated meter behind a TCP port, in real time, in both framings', async () => {
  const runs = (['wrapper', 'hdlc'] as const).map(async (framing) => {
    const { address } = await tcpSimulator(framing);
    return s1bench(['run', firstLight, '--bench', benchAt(address)]);
  });
  for (const { status, stdout } of await Promise.all(runs)) {
    expect(stdout).toMatch(/^run complete: \d+ passed$/m);
    expect(status).toBe(0);
  }
});

describe('a bench whose device cannot be reached', () => {
  const pack = packOf(readsClock('A'), readsClock('B'), readsClock('C').replace('public', 'non-critical'));

  it('nothing listens there: error, not-run, what was tried and for how long; exit 3', async () => {
    const address = `tcp://127.0.0.1:${await unusedPort()}`;
    const cwd = newFolder();
    const { status, stdout } = await s1bench(['run', pack, '--bench', benchAt(address)], { cwd });
    expect(status).toBe(3);
    const reason = `${address}: nothing listens there (ECONNREFUSED)`;
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'error         small/A  Reads the clock',
      expect.stringMatching(/^ {14}no association .*; found .*, for 0(\.\d{1,3})? s \[device-unreachable\]$/),
      'not-run       small/B  Reads the clock',
      `              esme does not answer: ${reason}`,
      'not-run       small/C  Reads the clock',
      `              esme does not answer: ${reason}`,
    ]);
    expect(stdout).toContain('\nrun complete: 1 error, 2 not-run\n');
    expect(stdout).toContain(reason);
    const verified = await s1bench(['verify', evidenceOf(stdout)], { cwd });
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain('run complete: 1 error, 2 not-run');
  });

  it.each([
    ['wrapper', 'timeout=300ms', 'no answer in 1 wait(s) of 0.3 s', 0.6],
    ['hdlc', 'timeout=200ms&retries=1&physical=17', 'no connection in 2 wait(s) of 0.2 s', 0.8],
  ])(
    'something listens there and never answers (%s): exit 3, in bounded time',
    async (framing, query, waited, seconds) => {
      const { port } = await muteServer();
      const address = `tcp://127.0.0.1:${port}?framing=${framing}&${query}`;
      const { status, stdout } = await s1bench([
        'run',
        pack,
        '--bench',
        benchAt(address),
        '--out',
        newPath(),
        '--json',
      ]);
      expect(status).toBe(3);
      const events = jsonLines(stdout);
      expect(events.filter(({ kind }) => kind === 'test-ended')).toMatchObject([
        { test: 'small/A', verdict: 'error' },
        { test: 'small/B', verdict: 'not-run', because: expect.stringMatching(/^esme does not answer: tcp:/) },
        { test: 'small/C', verdict: 'not-run', because: expect.stringContaining(waited) },
      ]);
      const { folder } = events[0] as { readonly folder: string };
      const problem = eventsOf(folder).find(({ kind }) => kind === 'problem');
      expect(problem).toMatchObject({ code: 'device-unreachable', tried: expect.stringContaining(waited) });
      expect(problem?.['seconds']).toBeGreaterThanOrEqual(seconds);
      expect(problem?.['seconds']).toBeLessThan(10);
    },
  );
});

describe('what a run waits for', () => {
  it('is told in a line where there is no terminal, after a second, two, four and so on', async () => {
    const { port } = await muteServer();
    const bench = benchAt(`tcp://127.0.0.1:${port}?timeout=1000s`);
    const run = start(['run', packOf(readsClock('A'), readsClock('B')), '--bench', bench]);
    for (const seconds of [1, 2, 4]) {
      await run.says(
        new RegExp(`^2 left {2}${seconds} s {2}A {2}associate as public {2}waits for an answer of esme$`, 'm'),
      );
    }
    expect(run.stderr).not.toContain('3 s');
    expect(run.stdout).toBe('');
  });
});

describe.skipIf(process.platform === 'win32')('a run that is asked to stop (Ctrl-C)', () => {
  it('while it waits in real time: aborted, cleaned up, exit 3; verify says so', async () => {
    const { address } = await tcpSimulator('wrapper');
    const cwd = newFolder();
    const args = ['run', packOf(readsClock('A'), waits('B'), readsClock('C')), '--bench', benchAt(address), '--json'];
    const run = start(args, { cwd });
    await run.says(/"step":"wait 1h"/);
    const { status, stdout, stderr } = await run.stop('SIGINT');
    expect(status).toBe(3);
    expect(stderr).toContain('stopping; once more to stop at once');
    const events = jsonLines(stdout);
    expect(events.filter(({ kind }) => kind === 'test-ended')).toMatchObject([
      { verdict: 'passed' },
      { verdict: 'error', because: expect.stringContaining('[aborted]') },
      { verdict: 'not-run', because: 'the run was asked to stop' },
    ]);
    expect(events.at(-1)).toMatchObject({ kind: 'run-concluded', status: 'aborted', exitCode: 3 });
    const folder = evidenceOf(stderr);
    const cleanup = eventsOf(`${cwd}/${folder}`).filter(({ kind, phase }) => kind === 'check' && phase === 'cleanup');
    expect(cleanup).toMatchObject([{ path: 'responseCode', verdict: 'pass' }]);
    const verified = await s1bench(['verify', folder], { cwd });
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain('run aborted: 1 passed, 1 error, 1 not-run');
  });

  it('twice: it is gone at once, and what it left can be read: incomplete, exit 3', async () => {
    const { port } = await muteServer();
    const cwd = newFolder();
    const bench = benchAt(`tcp://127.0.0.1:${port}?timeout=1000s`);
    const run = start(['run', packOf(readsClock('A')), '--bench', bench, '--json'], { cwd });
    await run.says(/"kind":"step-started"/);
    void run.stop('SIGINT');
    await run.says(/once more to stop at once/);
    const { status, stdout } = await run.stop('SIGINT');
    expect(status).toBe(3);
    const { folder } = jsonLines(stdout)[0] as { readonly folder: string };
    const verified = await s1bench(['verify', folder], { cwd });
    expect(verified.status).toBe(3);
    expect(verified.stdout).toContain('unfinished    small/A');
    expect(verified.stdout).toContain(`${folder}: incomplete`);
  });
});

describe('s1bench sim', () => {
  it('a port that another program holds: exit 3, with the code', async () => {
    const { port } = await muteServer();
    const { status, stderr } = await s1bench(['sim', installation, '--tcp', String(port)]);
    expect(status).toBe(3);
    expect(stderr).toContain(`found 127.0.0.1:${port}: in use by another program (EADDRINUSE) [link-listen-failed]`);
  });

  it('a serial port that is not there: exit 3, with the code', async () => {
    const { status, stderr } = await s1bench(['sim', installation, '--serial', '/dev/no-such-port']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/\/dev\/no-such-port: no such port \(ENOENT\).*\[link-open-failed\]/);
  });

  it.skipIf(process.platform === 'win32')('is stopped by SIGTERM: exit 0', async () => {
    const sim = start(['sim', installation, '--tcp', '0']);
    await sim.says(/ESME \S+ at tcp:/);
    expect((await sim.stop('SIGTERM')).status).toBe(0);
  });

  it('an installation with a mistake: exit 2, and nothing is served', async () => {
    const { status, stderr } = await s1bench(['sim', firstLight]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${firstLight}:2:7 kind: `);
  });
});
