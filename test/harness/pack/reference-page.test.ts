import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matcherNames } from '../../../src/harness/checks/matchers.ts';
import { actionSchemas } from '../../../src/harness/pack/action.ts';
import { features } from '../../../src/harness/pack/features.ts';
import { declaredFacts, IMAGE_FACT, valueTypes } from '../../../src/harness/pack/reference.ts';
import { testStructure } from '../../../src/harness/pack/structure.ts';
import { shipped } from '../../support/command.ts';

const page = readFileSync(shipped('docs/reference/test-packs.md'), 'utf8');

describe('docs/reference/test-packs.md', () => {
  it.each([
    ['key of a test', Object.keys(testStructure.shape)],
    ['action', Object.keys(actionSchemas)],
    ['matcher', matcherNames],
    ['declared fact', [...declaredFacts, IMAGE_FACT]],
    ['type of a value to remember', Object.keys(valueTypes)],
  ])('names every %s', (_, names) => {
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('says of every feature what it is', () => {
    const rows = Object.entries(features).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });
});
