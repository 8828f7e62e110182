import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { s1bench, shipped } from '../support/command.ts';
import { newPath } from '../support/scratch.ts';

const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as { readonly version: string };
const commands = ['demo', 'run', 'packs', 'check', 'sim', 'device', 'verify'];

describe('the command line', () => {
  it('--version tells the version of the package', async () => {
    expect(await s1bench(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('--help names every command', async () => {
    const { status, stdout } = await s1bench(['--help']);
    expect(status).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each([[['run']], [['sim']], [['device', 'read']]])('%j --help tells what is possible', async (command) => {
    const { status, stdout } = await s1bench([...command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: s1bench ${command.join(' ')}`);
    for (const option of ['--json', '--no-color', '--quiet']) expect(stdout).toContain(option);
  });

  it.each([
    ['an unknown command', ['nonsense'], "unknown command 'nonsense'"],
    ['an unknown option', ['demo', '--nonsense'], "unknown option '--nonsense'"],
    ['an argument that is missing', ['verify'], "missing required argument 'run'"],
    ['a port that is no number', ['sim', 'x.yaml', '--tcp', '99999'], 'expected 0 to 65535'],
    ['a framing that there is not', ['sim', 'x.yaml', '--framing', 'mqtt'], 'Allowed choices are wrapper, hdlc'],
    ['an attribute that is no number', ['device', 'read', 'tcp://h', '0.0.1.0.0.255', 'two'], 'expected -128 to 127'],
  ])('%s: exit 2', async (_, args, message) => {
    const { status, stdout, stderr } = await s1bench(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('nothing to do: exit 2 and what is possible', async () => {
    const { status, stderr } = await s1bench([]);
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: s1bench');
  });

  it.skipIf(process.platform === 'win32').each([
    ['stdout', '| head -n 1'],
    ['stdout and stderr', '2>&1 | head -n 1'],
  ])('a reader of %s that leaves early ends nothing, and is no error', async (_, reader) => {
    const out = newPath();
    const run = ['run', 'standard-dmct-srv/moc', '--sim', 'moc-secure-dual-fuel', '--json', '--out', out];
    const command = [process.execPath, shipped('bin/s1bench.ts'), ...run];
    const quoted = command.map((part) => `'${part}'`).join(' ');
    const shell = spawn('sh', ['-c', `{ ${quoted}; echo "exit $?" >&3; } ${reader}`], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [said, status] = await Promise.all([text(shell.stderr as Readable), text(shell.stdio[3] as Readable)]);
    expect(status).toBe('exit 0\n');
    expect(said).not.toContain('    at ');
    const [folder = ''] = readdirSync(out);
    expect((await s1bench(['verify', join(out, folder)])).status).toBe(0);
  });
});
