import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { readChain } from '../../src/harness/evidence/read-journal.ts';
import { PartyStore } from '../../src/migration/store/party-store.ts';
import { everyKey } from '../../src/sim/files/keys.ts';
import { loadTemplate } from '../../src/sim/files/load.ts';
import { jsonLines, s1bench, shipped } from '../support/command.ts';
import { newFile, newFolder } from '../support/scratch.ts';

const dormant = ['--sim', 'moc-secure-dormant'];

function filesIn(folder: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}

describe('s1bench migrate', () => {
  it('a dormant installation: a line for its outcome, reports that add up, logs whose chain holds', async () => {
    const folder = join(newFolder(), 'migration');
    const { status, stdout } = await s1bench(['migrate', ...dormant, '--out', folder]);
    expect(status).toBe(0);
    expect(stdout).toContain('commissioned  00-00-5E-EF-10-00-00-70\n');
    expect(stdout).toContain('migration complete: 1 installations, 1 attempts: 1 commissioned\n');
    const summary = JSON.parse(readFileSync(join(folder, 'reports/summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      installations: 1,
      attempts: 1,
      outcomes: { commissioned: 1, unresolved: 0 },
      codes: {},
    });
    const logs = filesIn(folder, 'parties/*/log.jsonl');
    expect(logs.length).toBeGreaterThanOrEqual(5);
    for (const log of logs) expect([...readChain(log, log)].length).toBeGreaterThan(0);
  });

  it('keys: in no file that parties give each other or that people read', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const { devices } = (await loadTemplate(shipped('hardware/installations/moc-secure-dormant.yaml'))).at(0);
    const { hub, esme, gsme } = devices;
    const keys = [hub, esme, gsme].flatMap((device) => (device === undefined ? [] : everyKey(device.keys)));
    expect(keys.length).toBeGreaterThan(10);
    const readable = filesIn(
      folder,
      '{migration.json,exchange/*,reports/*,parties/*/log.jsonl,parties/*/store.sqlite*}',
    );
    for (const file of readable) {
      const bytes = readFileSync(file);
      const text = bytes.toString('latin1').toLowerCase();
      for (const key of keys) {
        expect(bytes.includes(key)).toBe(false);
        for (const encoding of ['hex', 'base64'] as const) {
          expect(text).not.toContain(Buffer.from(key).toString(encoding).toLowerCase());
        }
      }
    }
  });

  it('--json: days, phases, installations, outcomes, and what it comes to', async () => {
    const folder = join(newFolder(), 'migration');
    const { status, stdout } = await s1bench(['migrate', '--sim', 'no-wan-dormant', '--out', folder, '--json']);
    expect(status).toBe(1);
    const lines = jsonLines(stdout) as readonly Record<string, unknown>[];
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(
      new Set(['readiness', 'day', 'phase', 'outcome', 'migration-ended']),
    );
    expect(lines.filter(({ kind }) => kind === 'outcome')).toMatchObject([{ outcome: 'excluded' }]);
    expect(lines.at(-1)).toMatchObject({ kind: 'migration-ended', status: 'complete', installations: 1 });
  });

  it('--resume: of one that has ended nothing is done again', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const before = filesIn(folder, 'exchange/*').map((file) => readFileSync(file, 'base64'));
    const { status, stdout } = await s1bench(['migrate', '--resume', '--out', folder]);
    expect(status).toBe(0);
    expect(stdout).toContain('1 installations, 1 attempts: 1 commissioned');
    expect(filesIn(folder, 'exchange/*').map((file) => readFileSync(file, 'base64'))).toEqual(before);
  });

  it('--resume: where another process is at work on it, nothing is done', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const other = new DatabaseSync(join(folder, 'lock'));
    other.exec('BEGIN EXCLUSIVE');
    const refused = await s1bench(['migrate', '--resume', '--out', folder]);
    other.close();
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-under-way]');
    expect((await s1bench(['migrate', '--resume', '--out', folder])).status).toBe(0);
  });

  it('--resume: a log that was changed, or rules that are others, are refused', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const [log = ''] = filesIn(folder, 'parties/commissioning-party-*/log.jsonl');
    const written = readFileSync(log, 'utf8');
    writeFileSync(log, written.replace('commissioned', 'excluded'));
    // It is gone on with only where something is to be logged: the installation is to be tried once more.
    const store = new PartyStore(join(folder, 'plan/store.sqlite'), 'process');
    const ended = store.table<boolean>('ended');
    for (const set of [...ended.keys()]) ended.remove(set);
    store.close();
    const changed = await s1bench(['migrate', '--resume', '--out', folder]);
    expect(changed.status).toBe(3);
    expect(changed.stderr).toContain('[evidence-broken]');
    writeFileSync(log, written);
    const strategy = readFileSync(shipped('hardware/migration/strategy.yaml'), 'utf8');
    const other = newFile('strategy.yaml', strategy.replace('attempts: 5', 'attempts: 4'));
    const refused = await s1bench(['migrate', '--resume', '--out', folder, '--rules', other]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-rules-other]');
  });

  it('bad input: nothing is written', async () => {
    const folder = join(newFolder(), 'migration');
    const cases = [
      [['--out', folder], 'usage-target'],
      [[...dormant, '--bench', 'x.yaml', '--out', folder], 'usage-target'],
      [['--sim', 'nowhere', '--out', folder], 'installation-unknown'],
      [['--bench', 'x.yaml', '--count', '3', '--out', folder], 'usage-options'],
      [[...dormant, '--at-once', '0', '--out', folder], 'usage-value'],
      [['--resume', ...dormant, '--out', folder], 'usage-options'],
      [['--resume', '--out', folder], 'migration-folder-none'],
      [['MA_nobody.csv', ...dormant, '--out', folder], 'file-unreadable'],
      [[...dormant, '--pki', newFolder(), '--out', folder], 'file-unreadable'],
      [[...dormant, '--rules', newFile('x.yaml', 'kind: migration-strategy\n'), '--out', folder], 'document-'],
      [['--sim', 'first-light', '--out', folder], 'migration-device-missing'],
      [[...dormant, '--configuration', 'no.yaml', '--out', folder], 'file-unreadable'],
      [[newFile('a name with spaces.csv', ''), ...dormant, '--out', folder], 'exchange-name-invalid'],
    ] as const;
    const ended = await Promise.all(cases.map(([args]) => s1bench(['migrate', ...args])));
    for (const [i, { status, stderr }] of ended.entries()) {
      expect({ args: cases[i]?.[0], status }).toEqual({ args: cases[i]?.[0], status: 2 });
      expect(stderr).toContain(`[${cases[i]?.[1]}`);
    }
    expect(readdirSync(join(folder, '..'))).toEqual([]);
    const taken = newFolder();
    writeFileSync(join(taken, 'mine.txt'), 'mine');
    const refused = await s1bench(['migrate', ...dormant, '--out', taken]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-folder-taken]');
  });
});
