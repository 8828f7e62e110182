import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { parseEui64, parseObis } from '../../core/identifiers.ts';
import { srvCatalogue, userRoles } from '../../core/srv/catalogue.ts';
import { mechanisms } from '../../protocol/cosem/apdu/association.ts';
import { securityPolicies } from '../../protocol/cosem/security/policy.ts';
import { dataSchema, instantSchema } from '../cosem-data.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { spanPattern } from './span.ts';

/** The clients of a SMETS1 device, by their SAP. */
export const clientSaps = { public: 16, 'non-critical': 2, critical: 1 } as const;
export type ClientName = keyof typeof clientSaps;

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): z.ZodType<Name> {
  return z.enum(Object.keys(table) as [Name, ...Name[]]);
}

const json = z.json() as z.ZodType<JsonValue>;
const eui = parsedBy(parseEui64);
const key = z.enum(['right', 'wrong']).default('right');
const index = z.int().min(-128).max(127);
const row = z.int().min(0).max(0xffffffff);
const column = z.int().min(0).max(0xffff);
const object = {
  class: z.int().min(0).max(0xffff).describe('Interface class'),
  object: parsedBy(parseObis).describe('Logical name, such as 1.0.1.8.0.255'),
};

const request = z
  .strictObject({
    srv: z.enum(srvCatalogue.map(({ srv }) => srv)).describe('Service Reference Variant, in quotes'),
    role: z.enum(userRoles).default('IS').describe('User role in which the request is sent'),
    user: eui.optional().describe('The User who asks; without it, the User of that role'),
    target: eui.optional().describe('Without it, the device of the step'),
    parameters: (z.record(z.string(), json).default({}) as z.ZodType<JsonObject, JsonObject | undefined>).describe(
      'By the names of the DUIS body element',
    ),
  })
  .describe('A Service Request, through the stand-in for the DCC');

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
  })
  .describe('Reads an attribute');

const set = z.strictObject({ ...object, attribute: index, value: dataSchema }).describe('Writes an attribute');
const action = z.strictObject({ ...object, method: index, value: dataSchema.optional() }).describe('Invokes a method');

/** Everything that a step can do, by the name that packs use; a step does one of them. */
export const actionSchemas = {
  request,
  associate,
  get,
  set,
  action,
  release: z.literal(true).describe('Releases the association'),
  replay: z.literal(true).describe('Sends the last APDU again, byte for byte'),
  send: z
    .strictObject({ apdu: z.string().regex(/^([0-9A-Fa-f]{2}[ :-]?)+$/, 'pairs of hexadecimal digits') })
    .describe('Sends these bytes as one APDU, as they are'),
  wait: z
    .string()
    .regex(spanPattern, 'a length of time such as 10s')
    .describe('Lets time pass: 500ms, 10s, 30m, 1h, 2d'),
} as const;

export type ActionName = keyof typeof actionSchemas;
export type Actions = { readonly [Name in ActionName]: z.output<(typeof actionSchemas)[Name]> };
/** What one step does. */
export type Action = {
  readonly [Name in ActionName]: { readonly name: Name; readonly with: Actions[Name] };
}[ActionName];

/** What is asked of every outcome of an action, unless the step itself asks something of the same path. */
export const usualOutcome: Readonly<Partial<Record<ActionName, { readonly path: string; readonly value: string }>>> = {
  request: { path: 'responseCode', value: 'I0' },
  associate: { path: 'result', value: 'accepted' },
  get: { path: 'result', value: 'success' },
  set: { path: 'result', value: 'success' },
  action: { path: 'result', value: 'success' },
  release: { path: 'result', value: 'released' },
};
