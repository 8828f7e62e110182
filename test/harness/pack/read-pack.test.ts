import { describe, expect, it } from 'vitest';
import { isS1benchError, S1benchError } from '../../../src/core/errors.ts';
import { readPack } from '../../../src/harness/pack/read-pack.ts';
import { problemsOf } from './problems.ts';

const test = (id: string, traces = '[SRV 4.1.1]') =>
  `{ id: ${id}, title: T, traces: ${traces}, needs: [esme], steps: [{ wait: 1s, expect: { took: 1 } }] }`;

const packOf = (include: string, tests: string, more = '') =>
  `kind: test-pack\nid: p\ntitle: The pack\nversion: 1.0.0\nevidence: E\ninclude: ${include}\n${more}tests: ${tests}\n`;
const setOf = (title: string, tests: string, requirements = '[]') =>
  `kind: test-set\ntitle: ${title}\nrequirements: ${requirements}\ntests: ${tests}\n`;

function read(text: string, files: Readonly<Record<string, string>> = {}) {
  return readPack(text, 'packs/p.yaml', (file) => {
    const found = files[file];
    if (found === undefined) throw new S1benchError('file-unreadable', { where: { file } });
    return found;
  });
}

describe('a pack that includes test sets', () => {
  const requirement = (id: string) => `{ id: ${id}, text: It is so, evidence: public, source: DUIS }`;
  const files = {
    'shared/a.yaml': setOf('A', `[${test('A1', '[R-1]')}, ${test('A2')}]`, `[${requirement('R-1')}]`),
    'shared/deep/b.yml': setOf('B', `[${test('B1')}]`),
  };

  it('has their tests and requirements, in the order of its list, and then its own', () => {
    const { pack, included } = read(packOf('[shared/deep/b.yml, shared/a.yaml]', `[${test('P1')}]`), files);
    expect(pack.tests.map(({ id }) => id)).toEqual(['B1', 'A1', 'A2', 'P1']);
    expect(pack.requirements).toEqual([{ id: 'R-1', text: 'It is so', evidence: 'public', source: 'DUIS' }]);
    expect(pack.sets).toEqual([
      { file: 'shared/deep/b.yml', title: 'B', tests: ['B1'] },
      { file: 'shared/a.yaml', title: 'A', tests: ['A1', 'A2'] },
      { title: 'The pack', evidence: 'E', tests: ['P1'] },
    ]);
    expect(included).toEqual([
      { file: 'shared/deep/b.yml', text: files['shared/deep/b.yml'] },
      { file: 'shared/a.yaml', text: files['shared/a.yaml'] },
    ]);
  });

  it('may include those of a pack beside it, which then require what it says, too', () => {
    const text = packOf('[../other/shared/a.yaml]', '[]').replace('include:', 'requires: [dormant]\ninclude:');
    const { pack } = read(text, { '../other/shared/a.yaml': files['shared/a.yaml'] });
    expect(pack.tests.map(({ requires }) => requires)).toEqual([[{ feature: 'dormant' }], [{ feature: 'dormant' }]]);
  });

  it('need not have tests of its own', () => {
    const { pack } = read(packOf('[shared/a.yaml]', '[]'), files);
    expect(pack.sets).toEqual([{ file: 'shared/a.yaml', title: 'A', tests: ['A1', 'A2'] }]);
  });

  it('has problems that name the file in which they are, those of all files at once', () => {
    const broken = { 'a.yaml': setOf('A', '[]'), 'b.yaml': packOf('[]', `[${test('X')}]`) };
    expect(problemsOf(() => read(packOf('[a.yaml, b.yaml]', '[]'), broken))).toEqual([
      'packs/a.yaml:4:8 tests: document-value-invalid, a list, array to have >=1 items',
      'packs/b.yaml:1:7 kind: document-value-invalid, "test-pack", "test-set"',
      'packs/b.yaml:2:1 id: document-key-unknown, "id", ',
      'packs/b.yaml:4:1 version: document-key-unknown, "version", ',
      'packs/b.yaml:6:1 include: document-key-unknown, "include", ',
    ]);
  });

  it('refuses ids that come twice, in whichever files', () => {
    const twice = {
      'a.yaml': setOf('A', `[${test('X', '[R-1]')}]`, `[${requirement('R-1')}]`),
      'b.yaml': setOf('B', `[${test('X', '[R-1]')}]`, `[${requirement('R-1')}]`),
    };
    expect(problemsOf(() => read(packOf('[a.yaml, b.yaml]', '[]'), twice))).toEqual([
      'packs/b.yaml:4:15 tests[0].id: pack-id-repeated, X, each id once',
      'packs/b.yaml:3:22 requirements[0].id: pack-id-repeated, R-1, each id once',
    ]);
  });

  it('says which file it can not read', () => {
    expect(() => read(packOf('[none.yaml]', '[]'))).toThrow(/none\.yaml.*file-unreadable/);
  });

  it.each([
    ['an absolute path', '/etc/passwd.yaml'],
    ['a path of Windows', 'C:\\packs\\a.yaml'],
    ['a folder above', '../a.yaml'],
    ['a folder above further on', 'shared/../../a.yaml'],
    ['a hidden folder', '.git/a.yaml'],
    ['a folder of none', 'shared//a.yaml'],
    ['another kind of file', 'shared/a.json'],
  ])('is refused %s', (_, path) => {
    const refused = problemsOf(() => read(packOf(`['${path}']`, '[]')));
    expect(refused).toEqual([expect.stringMatching(/^packs\/p\.yaml:6:11 include\[0\]: document-value-invalid/)]);
  });

  it('is refused the same file twice, and a pack of nothing', () => {
    expect(problemsOf(() => read(packOf('[a.yaml, a.yaml]', '[]'), files))).toEqual([
      'packs/p.yaml:6:19 include[1]: document-value-invalid, "a.yaml", each file once',
    ]);
    expect(problemsOf(() => read(packOf('[]', '[]')))).toEqual([
      'packs/p.yaml:7:8 tests: document-value-invalid, a list, at least one test, here or in a file that it includes',
    ]);
  });

  it('is refused more tests than a pack may have, together with those that it includes', () => {
    const many = (letter: string) =>
      `[{ id: ${letter}, title: T, forEach: [${Array.from({ length: 5001 }, (_, i) => `{ id: i${i} }`).join(', ')}],
         traces: [x], needs: [esme], steps: [{ wait: 1s, expect: { took: 1 } }] }]`;
    const large = { 'a.yaml': setOf('A', many('A')) };
    expect(() => read(packOf('[a.yaml]', many('B')), large)).toThrow(/10002 tests; expected at most 10000/);
  });
});

describe('requirements', () => {
  const requirements = 'requirements: [{ id: R-1, text: It is so, evidence: ours, source: chosen }]\n';

  it('have to be traced to by a test of their file', () => {
    expect(problemsOf(() => read(packOf('[]', `[${test('X')}]`, requirements)))).toEqual([
      'packs/p.yaml:7:22 requirements[0].id: pack-requirement-untested, R-1, ',
    ]);
  });

  it('have to be declared in the file whose tests trace to them', () => {
    expect(problemsOf(() => read(packOf('[]', `[${test('X', '[R-1, R-2, SRV 4.1.1]')}]`, requirements)))).toEqual([
      'packs/p.yaml:8:42 tests[0].traces[1]: pack-requirement-undeclared, R-2, ',
    ]);
  });

  it('say how they are known', () => {
    const guessed = requirements.replace('ours', 'guessed');
    expect(problemsOf(() => read(packOf('[]', `[${test('X', '[R-1]')}]`, guessed)))).toEqual([
      expect.stringContaining(
        'requirements[0].evidence: document-value-invalid, "guessed", one of "public"|"recalled"|"ours"',
      ),
    ]);
  });
});

describe('a file that is included', () => {
  it('is read once the pack itself is sound', () => {
    const reading = () => read(packOf('[a.yaml]', '7'));
    expect(reading).toThrow(/tests.*array/);
    expect(reading).not.toThrow(/file-unreadable/);
  });

  it('keeps the error of whoever reads it', () => {
    try {
      read(packOf('[a.yaml]', '[]'));
    } catch (error) {
      expect(isS1benchError(error, 'file-unreadable')).toBe(true);
      return;
    }
    expect.unreachable();
  });
});
