import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, s1bench } from '../support/command.ts';
import { newFile, newFolder, newPath } from '../support/scratch.ts';
import { eventsOf, evidenceOf, firstLight, installation, packOf, readsClock } from './meter.ts';

const expecting = (id: string, type: string): string => readsClock(id).replace('octet-string', type);
const ofSrv = (id: string): string => readsClock(id).replace('[Blue Book 4.5.1]', '[Blue Book 4.5.1, "SRV 7.2"]');

/** The tests of a run in their order, with their verdicts, as `--json` tells them. */
function verdictsIn(stdout: string): readonly string[] {
  return jsonLines(stdout).flatMap(({ kind, test, verdict }) => (kind === 'test-ended' ? [`${test} ${verdict}`] : []));
}

describe('a pack or an installation by its name', () => {
  it('is found among those that ship with s1bench', async () => {
    const { status, stdout } = await s1bench(['run', 'first-light/esme', '--sim', 'first-light', '--only', 'SRV-7.2']);
    expect(stdout).toContain('passed        first-light-esme/SRV-7.2');
    expect(status).toBe(0);
  });

  it('may be the id of the pack', async () => {
    const { stdout } = await s1bench(['run', 'first-light-esme', '--sim', 'first-light', '--only', 'SRV-7.2']);
    expect(stdout).toContain('run complete: 1 passed');
  });

  it('is a file where there is one', async () => {
    const cwd = newFolder();
    writeFileSync(
      join(cwd, 'first-light'),
      readFileSync(installation, 'utf8').replace('kind: installation', 'kind: x'),
    );
    const { status, stderr } = await s1bench(['run', 'first-light/esme', '--sim', 'first-light'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('first-light:2:7 kind: ');
  });

  it.each([
    [['run', 'first-light/nothing', '--sim', 'first-light'], 'found first-light/nothing; expected first-light/ch, '],
    [
      ['run', 'first-light/esme', '--sim', 'nowhere'],
      'found nowhere; expected electricity-only-dormant, first-light, foc-bg-dormant, ',
    ],
    [['run', 'first-light/esme.yaml', '--sim', 'first-light'], 'first-light/esme.yaml: this file cannot be read'],
    [['packs', 'nonsense'], 'found nonsense; expected first-light/ch, first-light/esme, '],
  ])('%j: exit 2, and which there are', async (args, message) => {
    const { status, stdout, stderr } = await s1bench(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('--only', () => {
  const pack = packOf(readsClock('A1'), ofSrv('A2'), ofSrv('B1'));

  it.each([
    ['a pattern', ['A*'], ['small/A1 passed', 'small/A2 passed']],
    ['a Service Request', ['SRV 7.2'], ['small/A2 passed', 'small/B1 passed']],
    ['several', ['B1', '*/A1'], ['small/A1 passed', 'small/B1 passed']],
  ])('takes %s', async (_, only, verdicts) => {
    const { status, stdout } = await s1bench(['run', pack, '--sim', installation, '--json', '--only', ...only]);
    expect(status).toBe(0);
    expect(verdictsIn(stdout)).toEqual(verdicts);
  });
});

describe('--repeat', () => {
  it('runs each test so many times, and verify understands it', async () => {
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), expecting('B', 'unsigned'));
    const { status, stdout, stderr } = await s1bench(['run', pack, '--sim', installation, '--json', '--repeat', '3'], {
      cwd,
    });
    expect(status).toBe(1);
    expect(verdictsIn(stdout)).toEqual([
      ...['small/A', 'small/A#2', 'small/A#3'].map((test) => `${test} passed`),
      ...['small/B', 'small/B#2', 'small/B#3'].map((test) => `${test} failed`),
    ]);
    const verified = await s1bench(['verify', evidenceOf(stderr)], { cwd });
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain('passed        small/A#3  Reads the clock');
  });
});

describe('--fail-fast', () => {
  it('what is left after the first failure is not run, with the reason', async () => {
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), expecting('B', 'unsigned'), readsClock('C'), readsClock('D'));
    const { status, stdout } = await s1bench(['run', pack, '--sim', installation, '--fail-fast'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain(
      'not-run       small/C  Reads the clock\n              fail-fast: small/B came to failed\n',
    );
    expect(stdout).toContain('run complete: 1 passed, 1 failed, 2 not-run');
    expect((await s1bench(['verify', evidenceOf(stdout)], { cwd })).status).toBe(0);
  });
});

describe('--rerun-failed', () => {
  it('runs the tests of a run again that failed, with its packs, its target and its seed', async () => {
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), expecting('B', 'unsigned'), readsClock('C'), expecting('D', 'unsigned'));
    const first = await s1bench(['run', pack, '--sim', installation, '--seed', '7', '--repeat', '2'], { cwd });
    const again = await s1bench(['run', '--rerun-failed', evidenceOf(first.stdout), '--json'], { cwd });
    expect(again.status).toBe(1);
    expect(verdictsIn(again.stdout)).toEqual(['small/B failed', 'small/D failed']);
    const [started] = eventsOf(join(cwd, evidenceOf(again.stderr)));
    expect(started).toMatchObject({ seed: '7', rerunOf: evidenceOf(first.stdout).replace('runs/', '') });
    expect((await s1bench(['verify', evidenceOf(again.stderr)], { cwd })).status).toBe(0);
  });

  it('against another target, or with other packs, where they are named', async () => {
    const cwd = newFolder();
    const pack = packOf(readsClock('A'), expecting('B', 'unsigned'));
    const { stdout } = await s1bench(['run', pack, '--sim', installation], { cwd });
    const mended = packOf(readsClock('A'), readsClock('B'));
    const args = ['run', mended, '--rerun-failed', evidenceOf(stdout), '--sim', 'moc-secure-dual-fuel'];
    const again = await s1bench(args, { cwd });
    expect(again.stdout).toContain('run complete: 1 passed');
    expect(again.status).toBe(0);
  });

  it('refuses a run that does not verify, one of which nothing failed, and a folder without one', async () => {
    const cwd = newFolder();
    const { stdout } = await s1bench(['run', packOf(readsClock('A')), '--sim', installation], { cwd });
    const folder = evidenceOf(stdout);
    const nothing = await s1bench(['run', '--rerun-failed', folder], { cwd });
    expect(nothing).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('[rerun-nothing]') });

    const journal = join(cwd, folder, 'journal.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('octet-string', 'octet-strung'));
    const broken = await s1bench(['run', '--rerun-failed', folder], { cwd });
    expect(broken).toMatchObject({ status: 2, stdout: '' });
    expect(broken.stderr).toMatch(/found broken: journal\.jsonl:\d+ .*; expected intact \[rerun-unsound\]/);

    const none = await s1bench(['run', '--rerun-failed', newFolder()], { cwd });
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('[evidence-missing]') });
  });
});

describe('what does not make sense: exit 2 with found, expected and code, and nothing written', () => {
  const pack = packOf(readsClock('A'));
  it.each([
    [['--sim', installation, '--count', '0'], '--count 0; expected a whole number from 1 to 10000 [usage-value]'],
    [['--sim', installation, '--count', 'ten'], '--count ten; expected a whole number from 1 to 10000 [usage-value]'],
    [['--sim', installation, '--count', '1e3'], '--count 1e3; '],
    [['--sim', installation, '--count', '99999'], '--count 99999; '],
    [['--sim', installation, '--repeat', '0'], '--repeat 0; expected a whole number from 1 to 10000 [usage-value]'],
    [['--sim', installation, '--repeat', '-1'], '--repeat -1; '],
    [['--sim', installation, '--repeat', '2.5'], '--repeat 2.5; '],
    [
      ['--bench', 'b.yaml', '--count', '2'],
      '--count without --sim; expected the template, as --sim FILE [usage-options]',
    ],
    [['--sim', installation, '--rerun-failed', 'x', '--only', 'A'], '--only and --rerun-failed; expected one of them'],
    [['--sim', installation, '--only', 'SRV 9.9'], 'SRV 9.9; expected small/A [pack-test-unknown]'],
    [['--sim', installation, 'nowhere'], 'found nowhere; '],
    [['--bench', 'no.yaml', 'neither.yaml'], '.yaml: this file cannot be read'],
  ])('%j', async (args, message) => {
    const cwd = newFolder();
    const { status, stdout, stderr } = await s1bench(['run', pack, ...args], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  it('no pack', async () => {
    const { status, stderr } = await s1bench(['run', '--sim', installation]);
    expect(status).toBe(2);
    expect(stderr).toContain('a run needs a test pack; found none [usage-packs]');
  });
});

describe('traceability', () => {
  it('is written beside the evidence of a run, with its verdicts', async () => {
    const cwd = newFolder();
    const { stdout } = await s1bench(['run', packOf(ofSrv('A')), '--sim', installation], { cwd });
    const rows = readFileSync(join(cwd, evidenceOf(stdout), 'traceability.csv'), 'utf8').split('\r\n');
    expect(rows[0]).toBe('pack,kind,trace,text,evidence,source,device,test,title,verdict');
    expect(rows).toContain('small,clause,Blue Book 4.5.1,,,,,A,Reads the clock,passed');
  });

  it('packs PACK --traceability: to stdout, to a file, or as JSON', async () => {
    const file = join(newFolder(), 'matrix.csv');
    const [shown, written, json] = await Promise.all([
      s1bench(['packs', 'first-light/esme', '--traceability']),
      s1bench(['packs', 'first-light/esme', '--traceability', file]),
      s1bench(['packs', 'first-light/esme', '--traceability', '--json']),
    ]);
    expect(shown.stdout).toMatch(/^first-light-esme,service-request,SRV 7\.2,Disable Supply,.*,ESME,SRV-7\.2,/m);
    expect(written).toMatchObject({ status: 0, stdout: `${file}\n` });
    expect(readFileSync(file, 'utf8')).toBe(shown.stdout);
    const [rows] = jsonLines(json.stdout) as readonly unknown[];
    expect(rows).toContainEqual(expect.objectContaining({ trace: 'SRV 7.2', device: 'ESME', test: 'SRV-7.2' }));
  });

  it('packs PACK shows what it covers', async () => {
    const { stdout } = await s1bench(['packs', 'first-light/esme']);
    expect(stdout).toMatch(/^\d+ of the 72 of the working set; \d+ of \d+ with the types of device/m);
  });

  it('a file that cannot be written, and no pack: refused with a code', async () => {
    const nowhere = await s1bench(['packs', 'first-light/esme', '--traceability', join(newPath(), 'x.csv')]);
    expect(nowhere).toMatchObject({ status: 3, stderr: expect.stringContaining('[file-unwritable]') });
    const packless = await s1bench(['packs', '--traceability']);
    expect(packless).toMatchObject({ status: 2, stderr: expect.stringContaining('[usage-options]') });
  });
});

describe('--services', () => {
  const services = (...srvs: readonly string[]): string => {
    const list = srvs.map((srv) => `"${srv}"`).join(', ');
    const head = 'kind: smets1-services\ntitle: some\nevidence: { kind: ours, source: a test }\n';
    return newFile('services.yaml', `${head}services: [${list}]\n`);
  };
  const run = (file: string, cwd: string) =>
    s1bench(['run', firstLight, '--sim', installation, '--only', 'SRV-11.2', 'SRV-4.16', '--services', file], { cwd });

  it('says which Service Requests are for SMETS1 devices: the others get E11, and the evidence names the file', async () => {
    const cwd = newFolder();
    const { status, stdout } = await run(services('11.2'), cwd);
    expect(status).toBe(1);
    expect(stdout).toMatch(/passed +first-light-esme\/SRV-11.2/);
    expect(stdout).toMatch(/failed +first-light-esme\/SRV-4.16[\s\S]*responseCode equals "I0": fail, found "E11"/);
    const [started] = eventsOf(join(cwd, evidenceOf(stdout)));
    expect(started).toMatchObject({ services: { file: expect.stringContaining('services.yaml') } });
  });

  it('is refused where it names what DUIS does not have: exit 2, nothing run', async () => {
    const { status, stdout, stderr } = await run(services('7.4', '99.9'), newFolder());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('services.yaml:4:19 services[1]: this value does not fit; found "99.9"');
  });
});
