import { z } from 'zod';
import { evidenceSchema } from './evidence.ts';

/** The CSV files of a migration, and what this project knows to read from and write to each. */
export const layoutFields = {
  /** Migration Authorisation (`MA_…`): a row for each active meter. */
  authorisation: [
    'hub',
    'meter',
    'mpxn',
    'priority',
    'criticalSupplier',
    'nonCriticalSupplier',
    'criticalNetworkOperator',
    'nonCriticalNetworkOperator',
  ],
  /** Demand request (`DR_…`): a row for each day and group. */
  demand: ['date', 'group', 'installations'],
  /** Demand commitment (`DC-…`): a row for each day and group. */
  commitment: ['date', 'group', 'requested', 'committed'],
  /** Migration schedule notification: a row for each dormant meter. */
  'migration-schedule': ['hub', 'meter', 'mpxn', 'date'],
  /** Firmware upgrade schedule notification: a row for each dormant meter that is upgraded. */
  'firmware-schedule': ['hub', 'meter', 'mpxn', 'date', 'firmware', 'toFirmware'],
} as const;
export type LayoutName = keyof typeof layoutFields;

/** How the values of a column are written. */
export const columnFormats = ['text', 'eui64', 'mpxn', 'date', 'count', 'yes-no', 'certificate'] as const;

/** How the value of each field is written, which the software needs to be so. */
const fieldFormats: Readonly<Record<(typeof layoutFields)[LayoutName][number], (typeof columnFormats)[number]>> = {
  hub: 'eui64',
  meter: 'eui64',
  mpxn: 'mpxn',
  priority: 'yes-no',
  criticalSupplier: 'certificate',
  nonCriticalSupplier: 'certificate',
  criticalNetworkOperator: 'certificate',
  nonCriticalNetworkOperator: 'certificate',
  date: 'date',
  group: 'text',
  installations: 'count',
  requested: 'count',
  committed: 'count',
  firmware: 'text',
  toFirmware: 'text',
};

/** Fields that a row can be without. */
const optionalFields: readonly string[] = ['priority', 'criticalNetworkOperator', 'nonCriticalNetworkOperator'];

const columnSchema = z.strictObject({
  column: z.string().min(1).max(100).describe('Its heading'),
  field: z.string().min(1).describe('What it says'),
  format: z.enum(columnFormats).describe('How it is written; a certificate as SERIAL/ISSUER'),
  required: z.boolean().default(true).describe('Whether each row has to say it'),
});
export type Column = z.output<typeof columnSchema>;

const layoutSchema = z.strictObject({ evidence: evidenceSchema, columns: z.array(columnSchema).min(1) });
export type Layout = z.output<typeof layoutSchema>;

const names = Object.keys(layoutFields) as LayoutName[];

/** The columns of the CSV files, in their order (`kind: migration-layouts`). */
export const layoutsSchema = z
  .strictObject({
    kind: z.literal('migration-layouts'),
    title: z.string().min(1),
    layouts: z.strictObject(
      Object.fromEntries(names.map((name) => [name, layoutSchema])) as { [Name in LayoutName]: typeof layoutSchema },
    ),
  })
  .superRefine(({ layouts }, context) => {
    for (const name of names) {
      const fields: readonly string[] = layoutFields[name];
      const path = ['layouts', name, 'columns'];
      for (const [i, { field, format, required }] of layouts[name].columns.entries()) {
        const refuse = (key: keyof Column, message: string) =>
          context.addIssue({ code: 'custom', path: [...path, i, key], message });
        if (!isFieldOf(name, field)) {
          refuse('field', `one of ${fields.join(', ')}`);
          continue;
        }
        if (format !== fieldFormats[field]) refuse('format', `${fieldFormats[field]}, for ${field}`);
        if (!required && !optionalFields.includes(field)) refuse('required', `true, for ${field}`);
      }
      const stated = layouts[name].columns.map(({ field }) => field);
      const wrong = fields.filter((field) => stated.filter((other) => other === field).length !== 1);
      if (wrong.length > 0)
        context.addIssue({ code: 'custom', path, message: `one column each for ${wrong.join(', ')}` });
    }
  });

function isFieldOf<Name extends LayoutName>(name: Name, field: string): field is (typeof layoutFields)[Name][number] {
  return (layoutFields[name] as readonly string[]).includes(field);
}
