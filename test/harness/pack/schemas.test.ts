import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { smets1ServicesSchema } from '../../../src/core/srv/smets1-services.ts';
import { benchSchema } from '../../../src/harness/bench/bench.ts';
import { publishedSchema } from '../../../src/harness/pack/published-schema.ts';
import { testPackSchema, testSetSchema } from '../../../src/harness/pack/test-pack.ts';
import { modelFileSchema } from '../../../src/sim/files/device-model.ts';
import { installationSchema } from '../../../src/sim/files/installation.ts';
import { keysSchema } from '../../../src/sim/files/keys.ts';

/** The published schemas, for editors and for whoever writes files with other tools. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  'hardware/benches/bench.schema.json': benchSchema,
  'hardware/installations/installation.schema.json': installationSchema,
  'hardware/models/device-model.schema.json': modelFileSchema,
  'hardware/keys/keys.schema.json': keysSchema,
  'hardware/services/smets1-services.schema.json': smets1ServicesSchema,
};

const packSchemas: Readonly<Record<string, z.ZodType>> = {
  'testpacks/test-pack.schema.json': testPackSchema,
  'testpacks/test-set.schema.json': testSetSchema,
};

describe('JSON Schema', () => {
  it.each(Object.entries(packSchemas))('%s says what may be written in a pack', async (file, schema) => {
    const published = publishedSchema(schema);
    await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot(`../../../${file}`);
  });

  it.each(Object.entries(schemas))('%s says what the loader accepts', async (file, schema) => {
    const published = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' });
    await expect(`${JSON.stringify(published, undefined, 2)}\n`).toMatchFileSnapshot(`../../../${file}`);
  });
});
