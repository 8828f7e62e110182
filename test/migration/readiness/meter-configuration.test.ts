import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  meterConfigurationSchema,
  parseMeterConfiguration,
} from '../../../src/migration/readiness/meter-configuration.ts';
import { root } from '../../support/project-files.ts';

const FILE = 'hardware/configurations/dormant.yaml';
const text = readFileSync(join(root, FILE), 'utf8');

describe('TMAD 4.27, the configuration of dormant meters as a file', () => {
  it('as it ships it says on whose word, and what for each meter', () => {
    const { evidence, requests } = parseMeterConfiguration(text, FILE);
    expect(evidence.kind).toBe('ours');
    expect(requests.esme.map(({ srv }) => srv)).toEqual(['3.4', '1.2.1']);
    expect(requests.gsme.map(({ srv }) => srv)).toEqual(['3.4', '1.2.1']);
  });

  it.each([
    ['an SRV that there is none of', '"3.4"', '"3.44"', /requests\.esme\[?\.?0/],
    ['one that a meter does not carry out', '"3.4"', '"12.2"', /an SRV that a ESME carries out/],
    ['a supplier with too long a name', 'EXAMPLE ENERGY', 'AN EXAMPLE OF ENERGY', /SupplierName/],
    ['a parameter that is missing', ', SupplierTelephoneNumber: 0800 000 0000', '', /SupplierTelephoneNumber/],
    ['a parameter that the SRV does not have', 'SupplierName', 'Supplier', /parameters/],
    ['no evidence', /^evidence.*\n/m, '', /evidence/],
  ])('%s is refused, with its place', (_, from, to, said) => {
    expect(() => parseMeterConfiguration(text.replace(from, to), FILE)).toThrow(said);
  });

  it('JSON Schema: hardware/configurations/meter-configuration.schema.json says what the loader accepts', async () => {
    const schema = z.toJSONSchema(meterConfigurationSchema, { io: 'input', unrepresentable: 'any', reused: 'ref' });
    const file = '../../../hardware/configurations/meter-configuration.schema.json';
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(file);
  });
});
