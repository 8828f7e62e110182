import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFiles, root } from '../support/project-files.ts';

/** What belongs to one machine or one network, not to the project. */
const words = {
  'a path of somebody’s machine': /\/(?:root|work|Users|home\/[a-z]\w*)\/|\b[A-Z]:\\Users\\/,
  'the host of a package registry': /\bregistry\.[a-z-]+\.(?:org|com|io)\b|"resolved"\s*:/,
};

test.each(Object.entries(words))('words: no file of the project mentions %s', (_, pattern) => {
  const found = projectFiles().flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
  expect(found).toEqual([]);
});
