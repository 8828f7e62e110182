import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rulesKinds } from '../../../src/migration/rules/rules.ts';
import { s1bench } from '../../support/command.ts';
import { root } from '../../support/project-files.ts';
import { newFile } from '../../support/scratch.ts';

it('s1bench check: every file of rules is sound, by itself', async () => {
  const files = globSync('hardware/migration/*.yaml', { cwd: root }).map((file) => join(root, file));
  const { status, stdout } = await s1bench(['check', ...files]);
  expect(status).toBe(0);
  expect(rulesKinds.filter((kind) => !stdout.includes(`: sound (${kind})`))).toEqual([]);
});

it('s1bench check: a check without a code is refused, with its place', async () => {
  const text = readFileSync(join(root, 'hardware/migration/checks.yaml'), 'utf8');
  const { status, stderr } = await s1bench([
    'check',
    newFile('checks.yaml', text.replace('  - code: V05\n   ', '  -')),
  ]);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/checks\.yaml:\d+:\d+ checks\[4\]\.code: a key is missing here.*\[document-key-missing\]/);
});
