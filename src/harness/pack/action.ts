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
const bytes = z.string().regex(/^([0-9A-Fa-f]{2}[ :-]?)+$/, 'pairs of hexadecimal digits');
const object = { class: z.int().min(0).max(0xffff), object: parsedBy(parseObis) };

/** A Service Request, through the stand-in for the DCC. */
const request = z.strictObject({
  srv: z.enum(srvCatalogue.map(({ srv }) => srv)),
  role: z.enum(userRoles).default('IS'),
  /** The User who asks; without it, the installation's own User of that role. */
  user: eui.optional(),
  /** Without it, the device of the step. */
  target: eui.optional(),
  parameters: z.record(z.string(), json).default({}) as z.ZodType<JsonObject, JsonObject | undefined>,
});

/** Opens an association; what is not said is as the device wants it. */
const associate = z.strictObject({
  client: namesOf(clientSaps),
  mechanism: namesOf(mechanisms).optional(),
  security: namesOf(securityPolicies).optional(),
  /** Secret of low level security, as text. */
  secret: z.string().optional(),
  'encryption-key': key,
  'authentication-key': key,
});

const get = z.strictObject({
  ...object,
  attribute: index,
  /** Rows of a Profile generic whose capture time lies between two instants. */
  range: z.strictObject({ from: instantSchema, to: instantSchema }).optional(),
  /** Rows of a Profile generic by position, from 1; 0 is the last. */
  entry: z
    .strictObject({ from: row, to: row, 'from-column': column.default(1), 'to-column': column.default(0) })
    .optional(),
});

const set = z.strictObject({ ...object, attribute: index, value: dataSchema });
const action = z.strictObject({ ...object, method: index, value: dataSchema.optional() });

/** Everything that a step can do, by the name that packs use; a step does one of them. */
export const actionSchemas = {
  request,
  associate,
  get,
  set,
  action,
  /** Ends the association. */
  release: z.literal(true),
  /** Sends the last protected APDU again, byte for byte. */
  replay: z.literal(true),
  /** Sends these bytes as one APDU, as they are. */
  send: z.strictObject({ apdu: bytes }),
  wait: z.string().regex(spanPattern, 'a length of time such as 10s'),
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
