import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, s1bench } from '../support/command.ts';
import { newFile, newFolder, newPath } from '../support/scratch.ts';
import { eventsOf, evidenceOf, firstLight, installation, packOf, readsClock } from './meter.ts';

const onSim = ['run', firstLight, '--sim', installation];

describe('s1bench demo', () => {
  it('migrates, tests what was migrated, and ends with a summary and exit 0; the evidence verifies', async () => {
    const [cwd, out] = [newFolder(), newPath()];
    const { status, stdout, stderr } = await s1bench(['demo', '--out', out], { cwd });
    expect(status, stdout).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(50);
    expect(lines.filter((line) => /^ {2}\S.*: \d+ passed(?:, \d+ not-applicable)?$/.test(line)).length).toBeGreaterThan(
      20,
    );
    expect(lines.filter((line) => line.startsWith('migrated'))).toEqual([
      expect.stringMatching(/commissioned, attempts: 1$/),
    ]);
    expect(lines.at(-2)).toMatch(/^run complete: \d{3} passed(?:, \d+ not-applicable)?, in \d+ s$/);
    const folder = evidenceOf(stdout);
    expect(folder).toMatch(/\d{8}T\d{6}Z-standard-dormant-dmct-migration-moc$/);
    expect(isAbsolute(folder)).toBe(true);
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
    expect(stderr).toMatch(/^\d+ tests, seed moc-secure-dormant, evidence in /m);

    const verified = await s1bench(['verify', folder, '--quiet'], { cwd });
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain(`${folder}: intact`);
  }, 300_000);
});

describe('s1bench run', () => {
  it('--json: every line of stdout is an event, and everything human is on stderr', async () => {
    const { status, stdout, stderr } = await s1bench([...onSim, '--only', 'SRV-7.2', 'SRV-11.2', '--json']);
    expect(status).toBe(0);
    const events = jsonLines(stdout);
    expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'step-started')).toEqual([
      'run-started',
      'test-started',
      'test-ended',
      'test-started',
      'test-ended',
      'run-concluded',
    ]);
    expect(events.filter(({ kind }) => kind === 'test-ended')).toMatchObject([
      { test: 'first-light-esme/SRV-11.2', title: expect.any(String), verdict: 'passed', left: 1 },
      { test: 'first-light-esme/SRV-7.2', title: expect.any(String), verdict: 'passed', left: 0 },
    ]);
    expect(events.at(-1)).toMatchObject({ status: 'complete', exitCode: 0, counts: { passed: 2, failed: 0 } });
    expect(stderr).toContain('run complete: 2 passed');
  });

  it('--quiet: results, and nothing else', async () => {
    const human = await s1bench([...onSim, '--only', 'SRV-7.2', '--quiet']);
    expect(human.stderr).toBe('');
    expect(human.stdout).toMatch(/^passed .*\nrun complete: 1 passed\nevidence: .*\n$/);
    const machine = await s1bench([...onSim, '--only', 'SRV-7.2', '--quiet', '--json']);
    expect(machine.stderr).toBe('');
    expect(jsonLines(machine.stdout).length).toBeGreaterThan(3);
  });

  it('a test that fails: exit 1, and the check that failed', async () => {
    const pack = packOf(readsClock('A'), readsClock('B').replace('octet-string', 'unsigned'));
    const cwd = newFolder();
    const { status, stdout } = await s1bench(['run', pack, '--sim', installation], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('passed        small/A  Reads the clock\n');
    expect(stdout).toContain('failed        small/B  Reads the clock\n');
    expect(stdout).toContain('steps[1] type equals "unsigned": fail, found "octet-string"');
    expect(stdout).toContain('run complete: 1 passed, 1 failed');
    const verified = await s1bench(['verify', evidenceOf(stdout), '--json'], { cwd });
    expect(verified.status).toBe(0);
    expect(jsonLines(verified.stdout)).toMatchObject([{ state: 'intact', counts: { passed: 1, failed: 1 } }]);
  });

  it('the end says of each failed test what it proves, which check failed, and what came and went', async () => {
    const failing = readsClock('B')
      .replace('octet-string', 'unsigned')
      .replace('[Blue Book 4.5.1]', '[R-clock, Blue Book 4.5.1]');
    const pack = packOf(readsClock('A'), failing);
    const requirement = '{ id: R-clock, text: The clock is a small number, evidence: ours, source: none }';
    writeFileSync(pack, readFileSync(pack, 'utf8').replace('tests:', `requirements: [${requirement}]\ntests:`));
    const { status, stdout } = await s1bench(['run', pack, '--sim', installation]);
    expect(status).toBe(1);
    const shown = stdout.slice(stdout.indexOf('\n\n'), stdout.indexOf('run complete')).split('\n');
    expect(shown).toEqual([
      '',
      '',
      'failed        small/B  Reads the clock',
      '  R-clock  The clock is a small number',
      '  Blue Book 4.5.1',
      '  steps[1] get 0.0.1.0.0.255, at esme',
      '    expected  type equals "unsigned"',
      '    found     "octet-string"',
      expect.stringMatching(/^ {4}esme sent {5}frame [0-9A-F]{16}C001C?[0-9A-F]+$/),
      expect.stringMatching(/^ {4}esme received frame [0-9A-F]{16}C401[0-9A-F]+$/),
      '',
      '',
    ]);
  });

  it('the same seed gives the same journal, but for the name and the time of the run; another seed another', async () => {
    const journal = async (seed: string) => {
      const { status, stdout } = await s1bench([...onSim, '--seed', seed, '--out', newPath()]);
      expect(status).toBe(0);
      const [started, ...events] = eventsOf(evidenceOf(stdout));
      expect(started).toMatchObject({ kind: 'run-started', seed });
      const { run: _, startedAt: __, ...same } = started as Readonly<Record<string, unknown>>;
      return [same, ...events].map(({ hash: _, prev: __, ...event }) => event);
    };
    const [one, again, other] = await Promise.all(['7', '7', '8'].map(journal));
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('s1bench run: nothing is run and nothing is written', () => {
  const good = packOf(readsClock('A'));
  const bad = newFile(
    'bad.yaml',
    readFileSync(good, 'utf8').replace('needs: [esme]', 'needs: [esme]\n    surprise: 1'),
  );

  it.each([
    ['a pack with a mistake', [bad, '--sim', installation], `${bad}:11:5 tests[0].surprise: `],
    ['neither --sim nor --bench', [good], 'found neither; expected --sim FILE or --bench FILE [usage-target]'],
    ['both of them', [good, '--sim', installation, '--bench', 'b.yaml'], 'found both;'],
    [
      'a test that there is not',
      [good, '--sim', installation, '--only', 'B'],
      'found B; expected small/A [pack-test-unknown]',
    ],
  ])('%s: exit 2', async (_, args, message) => {
    const cwd = newFolder();
    const { status, stdout, stderr } = await s1bench(['run', ...args], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  it('--json: the refusal as JSON, with file, line, column, found, expected and code', async () => {
    const { status, stdout } = await s1bench(['run', bad, '--sim', installation, '--json']);
    expect(status).toBe(2);
    expect(jsonLines(stdout)).toMatchObject([
      { errors: [{ code: 'document-key-unknown', found: '"surprise"', where: { file: bad, line: 11, column: 5 } }] },
    ]);
  });

  it.each([
    ['is a file', newFile('file', '')],
    ...(process.platform === 'linux' ? [['takes no folders', '/proc/s1bench']] : []),
  ])('a folder for the evidence that %s: exit 3', async (_, out = '') => {
    const { status, stderr } = await s1bench(['run', good, '--sim', installation, '--out', out]);
    expect(status).toBe(3);
    expect(stderr).toContain('[evidence-unwritable]');
  });
});
