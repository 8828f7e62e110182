import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/project-files.ts';

const page = readFileSync(join(root, 'docs/reference/files.md'), 'utf8');
const told = new Set([...page.matchAll(/`(?:[a-z]+\.|\.)*(?<key>[a-z0-9-]+)`/g)].map(({ groups }) => groups?.['key']));

/** Every key that a JSON Schema names, wherever in the document it may stand. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema && !Array.isArray(schema) ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}

it.each([
  'hardware/installations/installation.schema.json',
  'hardware/models/device-model.schema.json',
  'hardware/keys/keys.schema.json',
  'hardware/benches/bench.schema.json',
  'hardware/services/smets1-services.schema.json',
])('docs: docs/reference/files.md tells of every key of %s', (file) => {
  const keys = new Set(keysIn(JSON.parse(readFileSync(join(root, file), 'utf8'))));
  expect([...keys].filter((key) => !told.has(key)).sort()).toEqual([]);
});
