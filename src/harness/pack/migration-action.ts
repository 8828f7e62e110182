import { z } from 'zod';
import { keyRoles, partyRoles } from '../../migration/model/parties.ts';
import { certificateFaults } from '../../migration/pki/certificate-fault.ts';
import { jsonSchema } from '../json-schema.ts';
import { spanSchema } from './span.ts';
import { operationSchema } from './world-actions.ts';

const role = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role such as esme');
const words = z.string().min(1).max(100);

/** What somebody puts in the place of a file that a party gives. */
const alteration = z
  .strictObject({
    file: z.enum(['common', 'group', 'encrypted-s1sp', 'encrypted-dco', 'readiness']),
    attempt: z.int().min(1).max(10).optional().describe('Of this attempt alone; of all of them unless given'),
    omit: z.literal(true).optional().describe('It is not given at all'),
    set: z
      .record(z.string(), jsonSchema)
      .optional()
      .describe('Values by their paths; { certificate: { of, id, use, fault } } stands for a certificate of a party'),
    remove: z.array(z.string()).max(20).optional().describe('Paths of what is left out'),
    keys: z
      .array(
        z.strictObject({
          device: role,
          keys: z.enum(['wrong', 'none']).optional(),
          master: z.enum(['wrong', 'none']).optional(),
        }),
      )
      .max(4)
      .optional()
      .describe('Of an encrypted file: keys that are sealed in the place of the right ones'),
    'sealed-for': z.enum(keyRoles).optional().describe('Of an encrypted file: who can open it'),
    'sign-as': z
      .enum([...partyRoles, ...certificateFaults])
      .optional()
      .describe('Who signs it, or what is wrong with the certificate under which its giver signs'),
    text: z
      .strictObject({ find: words, replace: z.string().max(100) })
      .optional()
      .describe('Changes it after it was signed'),
    bytes: z.string().max(1000).optional().describe('What is given in its place'),
  })
  .describe('A file is given otherwise than its party would give it, as if a person had put another one in its place');

/** Something that happens while it is under way. */
const happening = z
  .strictObject({
    at: z
      .strictObject({
        party: z.enum(partyRoles).optional(),
        what: words.describe(
          'Kind of the event: device-step, device-roll-back, keys, file-given, set-validated, outcome',
        ),
        step: words.optional(),
        device: role.optional(),
        is: words.optional().describe('Of keys: prepared, sent, settled'),
        file: words.optional().describe('How the name of the file ends'),
        nth: z.int().min(1).max(100).default(1).describe('The how many-th of these events'),
      })
      .describe('What a party logs'),
    do: z.union([
      z.strictObject({ crash: z.literal(true) }).describe('The process dies, and another one goes on'),
      z
        .strictObject({
          device: role.default('ch'),
          operation: operationSchema,
          after: spanSchema.optional().describe('So much later; at once unless given'),
        })
        .describe('Something is done to a device, or to the world around it'),
    ]),
  })
  .describe('What happens when a party logs something');

export const migrationActions = {
  migrate: z
    .strictObject({
      days: z.int().min(1).max(30).default(1).describe('Days on which it may be tried'),
      authorise: z
        .strictObject({
          by: z.enum(['supplier', 'other-supplier', 'nobody']).default('supplier'),
          priority: z.boolean().default(false),
          times: z.int().min(1).max(2).default(1),
        })
        .optional()
        .describe('Who authorises the migration of active meters; their suppliers unless given'),
      record: z
        .strictObject({
          'on-wan': z.literal(false).optional().describe('The hub was never heard over the WAN'),
          'without-master-key': role.optional().describe('The device whose master key nobody knows'),
          'wrong-keys': role.optional().describe('The device of which other keys are recorded than it has'),
        })
        .optional()
        .describe('What the SMSO has on record otherwise than it is'),
      alter: z.array(alteration).max(20).default([]),
      during: z.array(happening).max(20).default([]),
    })
    .describe('Has the installation migrated by the parties of a migration'),
} as const;

export type MigrateAction = z.output<(typeof migrationActions)['migrate']>;
export type FileAlteration = MigrateAction['alter'][number];
export type MigrationHappening = MigrateAction['during'][number];
