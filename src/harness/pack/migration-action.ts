import { z } from 'zod';
import { standings } from '../../migration/model/installation.ts';
import { keyRoles, partyRoles } from '../../migration/model/parties.ts';
import { certificateFaults } from '../../migration/pki/certificate-fault.ts';
import { jsonSchema } from '../json-schema.ts';
import { spanSchema } from './span.ts';
import { operationSchema } from './world-actions.ts';

const role = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role such as esme');
const words = z.string().min(1).max(100);
const count = z.int().min(1).max(1000);
const authorisedBy = z.enum(['supplier', 'other-supplier', 'nobody']).default('supplier');

/** Files that somebody may put another in the place of; of those with a role, the one that gives or is given it. */
const alteredFiles = [
  'common',
  'group',
  'encrypted-s1sp',
  'encrypted-dco',
  'readiness',
  'viability-s1sp',
  'viability-dco',
] as const;

/** What somebody puts in the place of a file that a party gives. */
const alteration = z
  .strictObject({
    file: z.enum(alteredFiles),
    attempt: z
      .int()
      .min(1)
      .max(10)
      .optional()
      .describe(
        'Of the how many-th set alone, as the attempts have it where there is one installation; of all unless given',
      ),
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
          'Kind of the event: device-step, device-roll-back, keys, file-given, set-validated, outcome, file-held',
        ),
        step: words.optional(),
        device: role.optional(),
        is: words.optional().describe('Of keys: prepared, sent, settled'),
        file: words.optional().describe('Part of the name of the file'),
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

/** Rules that tests have otherwise than they are. */
const otherRules = z.strictObject({
  'daily-minimum': count.exactOptional(),
  'daily-capacity': count.exactOptional(),
  'set-size': count.exactOptional(),
  attempts: count.exactOptional(),
  'gas-attempts': count.exactOptional(),
  tries: count.optional().describe('How often a step at a device is tried'),
  'wait-seconds': z.int().min(0).max(86_400).optional().describe('Between two of them'),
  standings: z.array(z.enum(standings)).min(1).max(3).optional().describe('What installations of a group may be'),
});

/** Another installation of the same file. */
const neighbour = z.strictObject({
  standing: z.enum(['active', 'dormant']).optional().describe('In the place of that of the installation of the test'),
  by: authorisedBy.describe('Who authorises its active meters'),
  priority: z.boolean().default(false),
});

export const migrationActions = {
  migrate: z
    .strictObject({
      days: z.int().min(1).max(30).default(1).describe('Days on which it may be tried'),
      authorise: z
        .strictObject({
          by: authorisedBy,
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
      beside: z
        .array(neighbour)
        .max(4)
        .default([])
        .describe('Installations that are migrated with it: the next ones of the same file; simulated only'),
      rules: otherRules.default({}).describe('Strategy and groups otherwise than the rules of migrations have them'),
      demand: count
        .optional()
        .describe('How many dormant installations are wanted on the first day, and none on others; all unless given'),
      unregistered: z.array(words).max(10).default([]).describe('Metering points that nobody is registered for'),
      alter: z.array(alteration).max(20).default([]),
      during: z.array(happening).max(20).default([]),
    })
    .describe('Has the installation migrated by the parties of a migration'),
} as const;

export type MigrateAction = z.output<(typeof migrationActions)['migrate']>;
export type FileAlteration = MigrateAction['alter'][number];
export type MigrationHappening = MigrateAction['during'][number];
