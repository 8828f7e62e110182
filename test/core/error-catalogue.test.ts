import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../src/core/error-catalogue.ts';
import { root } from '../support/project-files.ts';

const catalogueFile = join(root, 'src/core/error-catalogue.ts');

/** The codes under each comment line of the catalogue, which names their area. */
function areas(): ReadonlyMap<string, readonly ErrorCode[]> {
  const found = new Map<string, ErrorCode[]>();
  let area = '';
  for (const line of readFileSync(catalogueFile, 'utf8').split('\n')) {
    const heading = /^ {2}\/\/ (?<area>.+)$/.exec(line)?.groups?.['area'];
    const code = /^ {2}'?(?<code>[a-z0-9-]+)'?: /.exec(line)?.groups?.['code'];
    if (heading !== undefined) area = heading;
    if (code !== undefined) found.set(area, [...(found.get(area) ?? []), code as ErrorCode]);
  }
  return found;
}

function page(): string {
  const sections = [...areas()].flatMap(([area, codes]) => [
    `## ${area.charAt(0).toUpperCase()}${area.slice(1)}`,
    '',
    '| code | it means | what to do next |',
    '|---|---|---|',
    ...codes.map(row),
    '',
  ]);
  return [
    '# Errors',
    '',
    'Whatever s1bench refuses, it names by a code. The message says where the refused value stands (a file with line',
    'and column, or the offset of a byte), what is wrong, what was found, what was expected, and the code in brackets:',
    '',
    '```',
    'byte 12: the bytes end too early; found 1 byte(s) left; expected 4 [bytes-truncated]',
    '```',
    '',
    'A code is stable: it may be retired, it is never used for something else. With `--json` the same parts are the',
    'fields `code`, `message`, `found`, `expected`, `where` and `next`.',
    '',
    'This page is written from [the catalogue](../../src/core/error-catalogue.ts) by its test.',
    '',
    ...sections,
  ].join('\n');
}

function row(code: ErrorCode): string {
  const entry: { readonly summary: string; readonly next?: string } = errorCatalogue[code];
  return `| \`${code}\` | ${cell(entry.summary)} | ${cell(entry.next ?? '')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

test('errors: every code stands in an area of the catalogue', () => {
  expect([...areas().values()].flat()).toEqual(Object.keys(errorCatalogue));
  expect([...areas().keys()]).not.toContain('');
});

test('errors: docs/reference/errors.md lists every code', async () => {
  await expect(page()).toMatchFileSnapshot(join(root, 'docs/reference/errors.md'));
});

test('errors: every code is raised somewhere', () => {
  const sources = globSync('src/**/*.ts', { cwd: root })
    .map((path) => join(root, path))
    .filter((path) => path !== catalogueFile)
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  expect(Object.keys(errorCatalogue).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});

test('errors: a code is kebab-case; what it says is one line without a full stop', () => {
  for (const [code, entry] of Object.entries<{ readonly summary: string; readonly next?: string }>(errorCatalogue)) {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(entry.summary).toMatch(/^\S[^\n]*[^\s.]$/);
    expect(entry.next ?? 'do nothing').toMatch(/^[a-z`][^\n]*[^\s.]$/);
  }
});
