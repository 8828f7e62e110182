import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, s1bench, start } from '../support/command.ts';
import { newFolder } from '../support/scratch.ts';
import { benchAt, eventsOf, evidenceOf, installation, keys, packOf, readsClock, tcpSimulator, waits } from './meter.ts';

const failing = readsClock('B').replace('octet-string', 'unsigned');

describe('several installations', () => {
  it('--count: each has a folder, a seed and a device of its own; verify of the whole verifies all', async () => {
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), failing);
    const args = ['run', pack, '--sim', installation, '--count', '3', '--seed', 'dice'];
    const { status, stdout, stderr } = await s1bench(args, { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('3 runs side by side, evidence in runs/');
    expect(stderr).toContain('02-first-light: 2 tests, seed dice/2');
    expect(stdout).toContain('03-first-light  passed        small/A  Reads the clock');
    expect(stdout).toContain('01-first-light  run complete: 1 passed, 1 failed');
    expect(stdout).toContain('runs complete: 3 passed, 3 failed');
    const folder = evidenceOf(stdout);
    const entries = readdirSync(join(cwd, folder)).sort();
    expect(entries).toEqual(['01-first-light', '02-first-light', '03-first-light', 'summary.json']);
    const summary = JSON.parse(readFileSync(join(cwd, folder, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ status: 'complete', concluded: true, counts: { passed: 3, failed: 3 } });

    const [whole, one] = await Promise.all([
      s1bench(['verify', folder], { cwd }),
      s1bench(['verify', `${folder}/02-first-light`, '--json'], { cwd }),
    ]);
    expect(whole.status).toBe(0);
    expect(whole.stdout).toContain('3 runs: 3 passed, 3 failed');
    expect(jsonLines(one.stdout)).toMatchObject([{ state: 'intact', counts: { passed: 1, failed: 1 } }]);
  });

  it('--sim FILE FILE: every line of --json says whose it is, and the last one has all results', async () => {
    const pack = packOf(readsClock('A'), failing);
    const args = ['run', pack, '--json', '--sim', 'first-light', 'moc-secure-dual-fuel'];
    const { status, stdout } = await s1bench(args);
    expect(status).toBe(1);
    const events = jsonLines(stdout);
    expect(events[0]).toMatchObject({
      kind: 'runs-started',
      runs: [
        { installation: '01-first-light', seed: 'first-light/1' },
        { installation: '02-moc-secure-dual-fuel', seed: 'moc-secure/2' },
      ],
    });
    for (const event of events.slice(1, -1)) expect(event['installation']).toMatch(/^0[12]-/);
    expect(events.at(-1)).toMatchObject({ kind: 'runs-concluded', exitCode: 1, counts: { passed: 2, failed: 2 } });
  });

  it('--rerun-failed of them runs in each what failed there', async () => {
    const cwd = newFolder();
    const first = await s1bench(['run', packOf(readsClock('A'), failing), '--sim', installation, '--count', '2'], {
      cwd,
    });
    const again = await s1bench(['run', '--rerun-failed', evidenceOf(first.stdout)], { cwd });
    expect(again.status).toBe(1);
    expect(again.stdout).toContain('runs complete: 2 failed');
    const started = ['01', '02'].map((n) => eventsOf(join(cwd, evidenceOf(again.stdout), `${n}-first-light`))[0]);
    expect(started).toMatchObject([
      { seed: 'first-light/1', target: { installation: 0 } },
      { seed: 'first-light/2', target: { installation: 1 } },
    ]);
  });

  it('evidence that was changed in one of them: exit 1', async () => {
    const cwd = newFolder();
    const { stdout } = await s1bench(['run', packOf(readsClock('A')), '--sim', installation, '--count', '2'], { cwd });
    const folder = evidenceOf(stdout);
    const { appendFileSync } = await import('node:fs');
    appendFileSync(join(cwd, folder, '02-first-light', 'journal.jsonl'), '{}\n');
    const verified = await s1bench(['verify', folder, '--json'], { cwd });
    expect(verified.status).toBe(1);
    expect(jsonLines(verified.stdout)).toMatchObject([
      { state: 'broken', runs: [{ state: 'intact' }, { state: 'broken' }] },
    ]);
  });
});

describe('several benches', () => {
  it('are tested at the same time', async () => {
    const [one, other] = await Promise.all([tcpSimulator('wrapper'), tcpSimulator('wrapper')]);
    const slow = readsClock('A').replace('    steps:\n', '    steps:\n      - wait: 2s\n');
    const began = performance.now();
    const { status, stdout, stderr } = await s1bench([
      'run',
      packOf(slow),
      '--bench',
      benchAt(one.address),
      benchAt(other.address),
      '--json',
    ]);
    expect(status, stderr).toBe(0);
    const kinds = jsonLines(stdout).flatMap(({ kind, installation: at }) =>
      kind === 'test-started' || kind === 'test-ended' ? [`${kind} ${at}`] : [],
    );
    // Both have started before either ends.
    expect(kinds.slice(0, 2).sort()).toEqual(['test-started 01-e2e', 'test-started 02-e2e']);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe.skipIf(process.platform === 'win32')('several runs that are asked to stop (Ctrl-C)', () => {
  /** The state of the supply of a meter, as it tells any client that has its keys. */
  async function supplyOf(address: string): Promise<string> {
    const read = ['device', 'read', address, '0.0.96.3.10.255', '2', '--client', 'non-critical', '--keys', keys];
    return (await s1bench(read)).stdout.trim();
  }

  it('clean up, each at its own meter, and are aborted: exit 3; verify says so', async () => {
    const meters = await Promise.all([tcpSimulator('wrapper'), tcpSimulator('wrapper')]);
    const addresses = meters.map(({ address }) => address);
    const before = await supplyOf(addresses[0] as string);
    const cwd = newFolder();
    const benches = addresses.map(benchAt);
    const run = start(['run', packOf(waits('A'), readsClock('B')), '--bench', ...benches, '--json'], { cwd });
    await run.says(/"installation":"01-e2e",[^\n]*"step":"wait 1h"/);
    await run.says(/"installation":"02-e2e",[^\n]*"step":"wait 1h"/);
    expect(await supplyOf(addresses[0] as string)).not.toBe(before);
    const { status, stdout, stderr } = await run.stop('SIGINT');
    expect(status).toBe(3);
    expect(stderr).toContain('stopping; once more to stop at once');
    expect(jsonLines(stdout).at(-1)).toMatchObject({ kind: 'runs-concluded', status: 'aborted', exitCode: 3 });
    for (const address of addresses) expect(await supplyOf(address)).toBe(before);
    const folder = evidenceOf(stderr);
    for (const name of ['01-e2e', '02-e2e']) {
      const cleanup = eventsOf(join(cwd, folder, name)).filter(
        ({ kind, phase }) => kind === 'check' && phase === 'cleanup',
      );
      expect(cleanup).toMatchObject([{ path: 'responseCode', verdict: 'pass' }]);
    }
    const verified = await s1bench(['verify', folder], { cwd });
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain('2 runs: 2 error, 2 not-run');
  });

  it('in threads: every simulation hears of it', async () => {
    const cwd = newFolder();
    // Not numbers: those from 0 to 15 one after the other are the bytes of a test key.
    const many = Array.from({ length: 40 }, (_, i) => readsClock(`T${'x'.repeat(i)}`));
    const run = start(['run', packOf(...many), '--sim', installation, '--count', '200', '--json'], { cwd });
    await run.says(/"kind":"run-concluded"/);
    const { status, stdout, stderr } = await run.stop('SIGINT');
    expect(status).toBe(3);
    const last = jsonLines(stdout).at(-1) as { readonly runs: readonly { readonly status: string }[] };
    expect(last).toMatchObject({ kind: 'runs-concluded', status: 'aborted' });
    expect(last.runs.filter((one) => one.status === 'incomplete')).toEqual([]);
    expect(last.runs.at(-1)?.status).toBe('aborted');
    expect((await s1bench(['verify', evidenceOf(stderr), '--quiet'], { cwd })).status).toBe(0);
  });

  it('killed: what they left can be read, and says that it is not all', async () => {
    const { address } = await tcpSimulator('wrapper');
    const cwd = newFolder();
    const run = start(
      ['run', packOf(waits('A')), '--bench', benchAt(address), benchAt('tcp://127.0.0.1:1'), '--json'],
      { cwd },
    );
    await run.says(/"step":"wait 1h"/);
    const { folder } = jsonLines(run.stdout)[0] as { readonly folder: string };
    await run.stop('SIGKILL');
    const verified = await s1bench(['verify', folder, '--json'], { cwd });
    expect(verified.status).toBe(3);
    expect(jsonLines(verified.stdout)).toMatchObject([{ state: 'incomplete', runs: [{ state: 'incomplete' }, {}] }]);
    expect(jsonLines(verified.stdout)[0]).not.toHaveProperty('problem');
  });
});
