import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, RunningCommand, s1bench, start } from '../support/command.ts';
import { newFolder, newPath } from '../support/scratch.ts';
import { benchAt, eventsOf, evidenceOf, installation, packOf, readsClock, tcpSimulator, waits } from './meter.ts';

describe('s1bench verify', () => {
  let original: string;

  beforeAll(async () => {
    const pack = packOf(readsClock('A'), readsClock('B'));
    const { ended } = new RunningCommand(['run', pack, '--sim', installation, '--out', newPath()], {});
    original = evidenceOf((await ended).stdout);
  });

  /** A copy of the evidence, the journal of which is changed. */
  function tampered(change: (journal: Buffer) => void): string {
    const folder = newPath();
    cpSync(original, folder, { recursive: true });
    const file = join(folder, 'journal.jsonl');
    const journal = readFileSync(file);
    change(journal);
    writeFileSync(file, journal);
    return folder;
  }

  it.each([0, 0.5, 0.999])('a flipped byte at %d of the journal: exit 1, and its line is named', async (part) => {
    let line = 0;
    const folder = tampered((journal) => {
      const at = Math.floor(part * journal.length);
      line = journal.subarray(0, at).toString('latin1').split('\n').length;
      journal[at] = (journal[at] as number) ^ 0x01;
    });
    const { status, stdout } = await s1bench(['verify', folder]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${folder}: broken`);
    expect(stdout).toContain(`journal.jsonl:${line} `);
    expect(stdout).toContain('[evidence-broken]');
  });

  it('a run.json that was changed: exit 1', async () => {
    const folder = tampered(() => undefined);
    const file = join(folder, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"passed": 2', '"passed": 3'));
    const { status, stdout } = await s1bench(['verify', folder, '--json']);
    expect(status).toBe(1);
    expect(jsonLines(stdout)).toMatchObject([{ state: 'broken', problem: expect.stringContaining('run.json') }]);
  });

  it('a journal that was cut off, as a crash leaves it: incomplete, exit 3', async () => {
    const folder = tampered(() => undefined);
    rmSync(join(folder, 'run.json'));
    const file = join(folder, 'journal.jsonl');
    truncateSync(file, readFileSync(file).indexOf('"kind":"test-started","test":"small/B"') + 20);
    const { status, stdout } = await s1bench(['verify', folder]);
    expect(status).toBe(3);
    expect(stdout).toContain('passed        small/A');
    expect(stdout).toContain('unfinished    small/B');
    expect(stdout).toContain(`${folder}: incomplete`);
  });

  it('a folder without evidence: exit 2', async () => {
    const { status, stderr } = await s1bench(['verify', newFolder()]);
    expect(status).toBe(2);
    expect(stderr).toContain('[evidence-missing]');
  });
});

describe.skipIf(process.platform === 'win32')('kill -9 in the middle of a run', () => {
  it('verify says incomplete, and shows every result recorded until then: exit 3', async () => {
    const { address } = await tcpSimulator('wrapper');
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), waits('B'), readsClock('C'));
    const run = start(['run', pack, '--bench', benchAt(address), '--json'], { cwd });
    await run.says(/"step":"wait 1h"/);
    const { status, stdout } = await run.stop('SIGKILL');
    expect(status).toBe('SIGKILL');
    const { folder } = jsonLines(stdout)[0] as { readonly folder: string };

    const verified = await s1bench(['verify', folder], { cwd });
    expect(verified.status).toBe(3);
    expect(verified.stdout.split('\n').slice(0, 5)).toEqual([
      'passed        small/A  Reads the clock',
      'unfinished    small/B  Waits for an hour',
      'unfinished    small/C  Reads the clock',
      'run incomplete: 1 passed',
      expect.stringContaining(`${folder}: incomplete`),
    ]);
    // The step that it was killed in is the last thing recorded.
    expect(eventsOf(join(cwd, folder)).at(-1)).toMatchObject({ kind: 'step-started', test: 'small/B' });
  });
});
