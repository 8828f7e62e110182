import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type RunningCommand, s1bench, start } from '../support/command.ts';
import { newFile, newFolder } from '../support/scratch.ts';
import { keys, tcpSimulator } from './meter.ts';

const EUI64 = '00-00-5E-EF-10-00-00-01';
const withKeys = ['--keys', keys];

async function serve(file: string): Promise<{ readonly command: RunningCommand; readonly address: string }> {
  const command = start(['sim', file, '--json', '--tcp', '0', '--frozen']);
  const [, address = ''] = await command.says(/"address":"(tcp:[^"]+)"/);
  return { command, address };
}

/** What a client reads, but for what lives: counters, and what a recording holds less of. */
async function readAll(address: string, client: string): Promise<readonly unknown[]> {
  const { status, stdout } = await s1bench(['device', 'read', address, '--client', client, ...withKeys, '--json']);
  expect(status).toBe(0);
  return jsonLines(stdout).filter(
    ({ object, class: id, attribute }) => !/^0\.0\.43\.1\./.test(String(object)) && !(id === 7 && attribute === 2),
  );
}

describe('s1bench device dump', () => {
  let address: string;

  beforeAll(async () => {
    ({ address } = await tcpSimulator('wrapper', '--frozen'));
  });

  it('records a device, which sim serves again as it was', async () => {
    const out = newFolder();
    const dumped = await s1bench(['device', 'dump', address, ...withKeys, '--out', out, '--json', '--most-rows', '3']);
    expect(dumped).toMatchObject({ status: 0 });
    const [{ device, type, files, unread, shortened } = {}] = jsonLines(dumped.stdout);
    expect({ device, type, unread }).toEqual({ device: EUI64, type: 'ESME', unread: [] });
    expect(shortened).toContainEqual({ object: '1.0.99.1.0.255', kept: 3, of: 19_008 });
    expect(readdirSync(out).sort()).toEqual(Object.values(files as object).sort());
    const paths = readdirSync(out).map((name) => join(out, name));
    expect(await s1bench(['check', ...paths])).toMatchObject({ status: 0 });
    for (const key of readFileSync(keys, 'utf8').match(/[0-9A-F]{32}/g) ?? []) {
      expect(paths.filter((path) => readFileSync(path, 'utf8').includes(key))).toEqual([]);
    }
    const again = await serve(join(out, `${EUI64}.yaml`));
    const [before, after] = await Promise.all([readAll(address, 'critical'), readAll(again.address, 'critical')]);
    expect(before.length).toBeGreaterThan(300);
    // The clock goes on from where it was.
    const still = (values: readonly unknown[]) =>
      values.filter((value) => !JSON.stringify(value).includes('"0.0.1.0.0.255"'));
    expect(still(after)).toEqual(still(before));
  });

  it('over HDLC, for the public client alone: no keys are needed to serve it', async () => {
    const meter = await tcpSimulator('hdlc', '--frozen');
    const out = newFolder();
    const dumped = await s1bench(['device', 'dump', meter.address, '--out', out]);
    expect(dumped).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ESME \S+: \d+ objects, \d+ attributes\n/),
    });
    expect(readFileSync(join(out, `${EUI64}.yaml`), 'utf8')).not.toContain('keys');
    expect(await s1bench(['check', join(out, `${EUI64}.yaml`)])).toMatchObject({ status: 0 });
  });

  it('--since: rows of profiles from there on', async () => {
    const out = newFolder();
    const since = ['--client', 'non-critical', '--since', '2026-01-15T08:00Z'];
    const { stdout } = await s1bench(['device', 'dump', address, ...withKeys, ...since, '--out', out, '--json']);
    expect(jsonLines(stdout)[0]?.['shortened']).toContainEqual({ object: '1.0.99.1.0.255', kept: 5, of: 19_008 });
  });

  it('a device that is lost leaves nothing behind: exit 3', async () => {
    const out = join(newFolder(), 'out');
    const { status, stderr } = await s1bench(['device', 'dump', 'tcp://127.0.0.1:1', '--out', out]);
    expect({ status, is: existsSync(out) }).toEqual({ status: 3, is: false });
    expect(stderr).toContain('[link-open-failed]');
  });

  it('a folder that is none: exit 3', async () => {
    const file = newFile('a-file', '');
    const { status, stderr } = await s1bench(['device', 'dump', address, '--out', join(file, 'out')]);
    expect(status).toBe(3);
    expect(stderr).toContain('[file-unwritable]');
  });

  it.each([
    ['a client without keys', ['--client', 'critical'], '[usage-keys]'],
    ['an instant that is none', ['--since', 'yesterday'], '[document-value-invalid]'],
    ['rows that cannot be counted', ['--most-rows', 'all'], 'expected 0 to 100000'],
  ])('%s: exit 2', async (_, args, message) => {
    const { status, stderr } = await s1bench(['device', 'dump', 'tcp://127.0.0.1', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
