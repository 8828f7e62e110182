import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { parseObis } from '../../core/identifiers.ts';
import { mechanisms } from '../../protocol/cosem/apdu/association.ts';
import { securityPolicies } from '../../protocol/cosem/security/policy.ts';
import { dataSchema, instantSchema } from '../cosem-data.ts';

/** The clients of a SMETS1 device, by their SAP. */
export const clientSaps = { public: 16, 'non-critical': 2, critical: 1 } as const;
export type ClientName = keyof typeof clientSaps;

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): z.ZodType<Name> {
  return z.enum(Object.keys(table) as [Name, ...Name[]]);
}

const key = z.enum(['right', 'wrong', 'transferred', 'smso']).default('right');
const index = z.int().min(-128).max(127);
const row = z.int().min(0).max(0xffffffff);
const column = z.int().min(0).max(0xffff);
const object = {
  class: z.int().min(0).max(0xffff).describe('Interface class'),
  object: parsedBy(parseObis).describe('Logical name, such as 1.0.1.8.0.255'),
};

const associate = z
  .strictObject({
    client: namesOf(clientSaps),
    mechanism: namesOf(mechanisms).optional(),
    security: namesOf(securityPolicies).optional().describe('How messages are protected'),
    secret: z.string().optional().describe('Password of low level security'),
    'encryption-key': key,
    'authentication-key': key,
  })
  .describe('Opens an association; what is not said is as the device wants it');

const get = z
  .strictObject({
    ...object,
    attribute: index,
    range: z
      .strictObject({ from: instantSchema, to: instantSchema })
      .optional()
      .describe('Rows of a profile that were captured between two instants, both included'),
    entry: z
      .strictObject({ from: row, to: row, 'from-column': column.default(1), 'to-column': column.default(0) })
      .optional()
      .describe('Rows of a profile by their positions, from 1; 0 is the last'),
    encoded: z.literal(true).optional().describe('Gives the bytes of the value, too, with which it can be put back'),
  })
  .describe('Reads an attribute');

/** What a test does as a client of its own. */
export const cosemActions = {
  associate,
  get,
  set: z.strictObject({ ...object, attribute: index, value: dataSchema }).describe('Writes an attribute'),
  action: z.strictObject({ ...object, method: index, value: dataSchema.optional() }).describe('Invokes a method'),
  'transfer-keys': z
    .strictObject({
      client: z.enum(['non-critical', 'critical']).describe('Whose keys they are'),
      keys: z.enum(['new', 'right']).describe('New ones, transferred from then on, or those of the key file'),
    })
    .describe('Transfers keys to the device, wrapped in its master key'),
  release: z.literal(true).describe('Releases the association'),
  replay: z.literal(true).describe('Sends the last APDU again, byte for byte'),
  send: z
    .strictObject({ apdu: z.string().regex(/^([0-9A-Fa-f]{2}[ :-]?)+$/, 'pairs of hexadecimal digits') })
    .describe('Sends these bytes as one APDU, as they are'),
} as const;
