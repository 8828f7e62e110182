import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonLines, s1bench } from '../support/command.ts';
import { root } from '../support/project-files.ts';
import { newFile } from '../support/scratch.ts';
import { benchAt, firstLight, keys, packOf, readsClock } from './meter.ts';

/** A copy of a file with one thing changed. */
function changed(file: string, from: string, to: string): string {
  return newFile(
    'changed.yaml',
    readFileSync(file, 'utf8').replace(from, () => to),
  );
}

describe('s1bench packs', () => {
  it('lists the packs that ship with s1bench', async () => {
    const { status, stdout } = await s1bench(['packs']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^first-light\/esme {2}first-light-esme \d+\.\d+\.\d+ {2}First light of an ESME, \d+ tests {2}.*esme\.yaml$/m,
    );
  });

  it.each([
    ['its id', 'first-light-esme'],
    ['its name', 'first-light/esme'],
    ['its file', firstLight],
  ])('shows the tests of one, by %s, with what they trace to and need', async (_, pack) => {
    const { status, stdout } = await s1bench(['packs', pack]);
    expect(status).toBe(0);
    expect(stdout).toContain('SRV-7.2  The supply is disabled, and enabled again\n    traces SRV 7.2');
    expect(stdout).toContain('; needs esme');
  });

  it('--json: one document', async () => {
    const [packs] = jsonLines((await s1bench(['packs', '--json'])).stdout) as readonly unknown[];
    expect(packs).toContainEqual(
      expect.objectContaining({
        id: 'first-light-esme',
        tests: expect.arrayContaining([
          { id: 'SRV-7.2', title: expect.any(String), traces: expect.arrayContaining(['SRV 7.2']), needs: ['esme'] },
        ]),
      }),
    );
  });

  it('a pack that there is not: exit 2', async () => {
    const { status, stdout, stderr } = await s1bench(['packs', 'nonsense']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/found nonsense; expected .*first-light\/esme.*\[pack-unknown\]/);
    expect(stderr).toContain('  run `s1bench packs` to list them');
  });
});

describe('s1bench check', () => {
  it('finds every file that ships with s1bench sound', async () => {
    const files = globSync(['hardware/**/*.yaml', 'testpacks/**/*.yaml'], { cwd: root });
    const { status, stdout, stderr } = await s1bench(['check', ...files], { cwd: root });
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/: sound \([a-z0-9-]+\)$/, ''))).toEqual(files);
    for (const kind of ['test-pack', 'bench', 'installation', 'device-model', 'keys']) {
      expect(stdout).toContain(`: sound (${kind})`);
    }
  });

  const good = packOf(readsClock('A'));
  const badKeys = changed(keys, '"F0E1', '"X0E1');

  /** Files with one mistake each, and what is said of it after the name of the file. */
  const mistakes: readonly (readonly [file: string, said: string])[] = [
    [
      changed(good, 'class: 8', 'class: 800000'),
      '13:23 tests[0].steps[1].get.class: this value does not fit; found 800000; expected number to be <=65535 [document-value-invalid]',
    ],
    [changed(good, '0.0.1.0.0.255', '0.0.1'), '13:34 tests[0].steps[1].get.object: '],
    [changed(good, '        expect: { type: octet-string }\n', ''), '12:7 tests[0].steps: this test checks nothing; '],
    [changed(good, 'octet-string', '"${nothing}"'), '14:19 tests[0].steps[1].expect.type.equals: nothing that was '],
    [changed(good, 'steps:', 'steps: ['), '12:7: this is not well-formed YAML; found '],
    [changed(good, 'test-pack', 'test-sack'), '1:7 kind: '],
    [benchAt('tcp:/127.0.0.1'), '5:14 devices.esme.address: '],
    [badKeys, '5:9 master: '],
    [changed(keys, 'kind: keys', 'kind: key'), '1:7 kind: '],
  ];

  it('tells the place of every mistake in every file: exit 2', async () => {
    const files = mistakes.map(([file]) => file);
    const { status, stdout, stderr } = await s1bench(['check', good, ...files, 'no/such.yaml']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const [file, said] of mistakes) expect(stderr).toContain(`${file}:${said}`);
    expect(stderr).toContain('no/such.yaml: ');
    expect(stderr).not.toContain(good);
  });

  it('never shows a key', async () => {
    const { stdout, stderr } = await s1bench(['check', badKeys, '--json']);
    expect(stdout + stderr).not.toMatch(/D2C3B4A5/);
  });
});
