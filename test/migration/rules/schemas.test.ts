import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rulesSchemas } from '../../../src/migration/rules/rules.ts';
import { root } from '../../support/project-files.ts';

const page = readFileSync(join(root, 'docs/reference/migration-rules.md'), 'utf8');

/** Every key that a JSON Schema names, wherever in the document it may stand. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema && !Array.isArray(schema) ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}

describe('JSON Schema', () => {
  const schemas = Object.entries(rulesSchemas).map(
    ([kind, schema]) => [kind.replace('migration-', ''), schema] as const,
  );

  it.each(schemas)('of %s says what the loader accepts', async (name, schema) => {
    const published = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' });
    const file = join(root, `hardware/migration/${name}.schema.json`);
    await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot(file);
  });

  it.each(schemas)('docs/reference/migration-rules.md tells of every key of %s', (_, schema) => {
    const keys = keysIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
    expect([...new Set(keys)].filter((key) => !page.includes(`\`${key}\``)).sort()).toEqual([]);
  });
});
