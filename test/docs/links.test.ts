import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, root } from '../support/project-files.ts';

const pages = projectFiles().filter((path) => path.endsWith('.md'));

/** A page without its fenced blocks. */
function prose(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll(/^```.*?^```$/gms, '');
}

/** The anchors of a page's headings, as code forges make them. */
function anchors(path: string): readonly string[] {
  return [...prose(path).matchAll(/^#+ (?<heading>.+)$/gm)].map(({ groups }) =>
    (groups?.['heading'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

test.each(pages)('docs: every relative link in %s leads somewhere', (page) => {
  const broken = [...prose(page).matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(root, file)) || (anchor !== undefined && !anchors(file).includes(anchor));
    });
  expect(broken).toEqual([]);
});

test('docs: every page under docs is linked from another page', () => {
  const linked = new Set(
    pages.flatMap((page) =>
      [...prose(page).matchAll(/\]\((?<target>[^)#\s]+)/g)].map(({ groups }) =>
        join(dirname(page), groups?.['target'] ?? ''),
      ),
    ),
  );
  expect(pages.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
});
