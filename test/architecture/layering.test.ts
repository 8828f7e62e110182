import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/project-files.ts';
import { lint } from './linter.ts';

/** The house, top to bottom: a folder imports only from those below it. */
const layers = [
  'cli',
  'web',
  'report',
  'completion',
  'harness',
  'migration',
  'dcc',
  'sim',
  'links',
  'protocol',
  'core',
] as const;

/** Every syntax of an import, so that none is a way around. */
const imports: readonly ((source: string) => string)[] = [
  (source) => `import { a } from '${source}';`,
  (source) => `import type { A } from '${source}';`,
  (source) => `export * from '${source}';`,
  (source) => `await import('${source}');`,
];

describe.each(imports.map((write) => ({ syntax: write('…'), write })))('layering: $syntax', ({ write }) => {
  // In each layer a file whose line i imports from layer i.
  const files = Object.fromEntries(
    layers.map((layer) => [
      `src/${layer}/inner/file.ts`,
      layers.map((other) => (other === layer ? '' : write(`../../${other}/file.ts`))).join('\n'),
    ]),
  );
  const refusals = lint(files).filter(({ rule }) => rule === 'noRestrictedImports');

  test.each(layers)('%s may import every layer below it and none above', (layer) => {
    const refused = refusals
      .filter(({ file }) => file === `src/${layer}/inner/file.ts`)
      .map(({ line }) => line - 1)
      .sort((a, b) => a - b)
      .map((line) => layers[line]);
    expect(refused).toEqual(layers.slice(0, layers.indexOf(layer)));
  });
});

test('layering: every folder of src is a layer', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true });
  expect(folders.filter((entry) => !entry.isDirectory())).toEqual([]);
  expect(layers).toEqual(expect.arrayContaining(folders.map(({ name }) => name)));
});

test('layering: nothing imports the entry, and the entry imports only cli', () => {
  const refusals = lint({
    'bin/s1bench.ts': `await import('../src/cli/main.ts');\nimport '../src/harness/run.ts';`,
    ...Object.fromEntries(layers.map((layer) => [`src/${layer}/file.ts`, `import '../../bin/s1bench.ts';`])),
  });
  expect(refusals.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(
    ['bin/s1bench.ts:2', ...layers.map((layer) => `src/${layer}/file.ts:1`)].sort(),
  );
});

test('layering: an import cycle is refused', () => {
  const refusals = lint({
    'src/core/a.ts': `import { b } from './b.ts';\nexport const a = (): number => b();\n`,
    'src/core/b.ts': `import { c } from './c.ts';\nexport const b = (): number => c();\n`,
    'src/core/c.ts': `import { a } from './a.ts';\nexport const c = (): number => a();\n`,
  });
  expect(new Set(refusals.map(({ rule }) => rule))).toEqual(new Set(['noImportCycles']));
});
