import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { parseEui64 } from '../../core/identifiers.ts';
import { commandVariants, findSrv, userRoles } from '../../core/srv/catalogue.ts';
import { webServices } from '../../dcc/service-request.ts';
import { orReference } from '../cosem-data.ts';
import type { JsonObject } from '../json.ts';
import { jsonSchema } from '../json-schema.ts';
import { referencePattern } from './reference.ts';
import { spanSchema } from './span.ts';

/** An EUI-64, or a reference to one. */
const eui = parsedBy<string>((text) => (referencePattern.test(text) ? text : parseEui64(text)));
const srv = z
  .string('a Service Reference Variant of DUIS, in quotes, such as "4.8.1"')
  .refine((text) => findSrv(text) !== undefined, 'a Service Reference Variant of DUIS, in quotes, such as "4.8.1"');

export const requestSchema = z
  .strictObject({
    srv: srv.describe('Service Reference Variant, in quotes'),
    role: z.enum(userRoles).default('IS').describe('User role in which the request is sent'),
    user: eui.optional().describe('The User who asks; without it, the User of that role'),
    target: eui.optional().describe('Without it, the device of the step; of what the DCC answers itself, the DCC'),
    'command-variant': z.literal([...commandVariants]).optional(),
    'web-service': z.enum(webServices).optional().describe('Of the DCC; without it, the one that takes the request'),
    parameters: (
      z.record(z.string(), jsonSchema).default({}) as z.ZodType<JsonObject, JsonObject | undefined>
    ).describe('By the names of the DUIS body element'),
    unsound: z
      .literal(true)
      .optional()
      .describe('The parameters are such as no User System can send: the request is refused before it is sent'),
  })
  .describe('A Service Request, through the stand-in for the DCC');

const waiting = {
  within: spanSchema.describe('How long it is waited for'),
  to: z.enum(userRoles).optional().describe('Role of the User whom it has to come to; without it, any'),
};
const awaited = z
  .union([
    z.strictObject({
      alert: z
        .string()
        .regex(/^([0-9A-F]{4}|any)$/, 'an alert code of four hexadecimal digits, in quotes, or any')
        .describe('A Device Alert of this code from the device of the step'),
      ...waiting,
    }),
    z.strictObject({ response: srv.describe('A response of this SRV that comes by itself'), ...waiting }),
    z.strictObject({
      'dcc-alert': z
        .string()
        .regex(/^((N|AD)\d{1,3}|any)$/, 'a DCC alert code such as N16, or any')
        .describe('A DCC Alert of this code that concerns the device of the step, or none'),
      ...waiting,
    }),
  ])
  .describe('Waits for what the DCC sends by itself: the oldest that came since the test began and no step has taken');

/** What a test does as a User of the DCC. */
export const serviceActions = {
  request: requestSchema,
  await: awaited,
  vend: z
    .strictObject({
      pence: orReference(z.int().min(1).max(999_900)),
      key: z.enum(['right', 'wrong']).default('right').describe('A wrong one makes a UTRN that is not authentic'),
    })
    .describe('Issues a UTRN for the device of the step, as its supplier would'),
} as const;
