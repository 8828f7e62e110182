import { z } from 'zod';
import { evidenceSchema } from './evidence.ts';

const count = z.int().min(1);

const facts = {
  'daily-minimum': count.describe('DMIN: installations a day at least, where there are so many'),
  'daily-capacity': count.describe('Installations a day at most, over all groups'),
  'set-size': count.max(100_000).describe('Installations of one set at most'),
  attempts: count.describe('Failed migrations of an installation after which it is excluded'),
  'gas-attempts': count.describe('Migrations that fail at the gas meter, after which it is left out (GT01)'),
  day: z
    .strictObject({
      begins: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "08:00"'),
      'time-zone': z.string().refine(isTimeZone, { error: 'an IANA time zone such as Europe/London' }),
    })
    .describe('When the installations of a day begin to be migrated'),
  'device-testing': z
    .strictObject({
      tries: count.describe('How often a step at a device is tried'),
      'wait-seconds': z.int().min(0).describe('Between two of them'),
    })
    .describe('What is done about a device that does not answer'),
};

/** How many installations are migrated when, and how often it is tried (`kind: migration-strategy`). */
export const strategySchema = z
  .strictObject({
    kind: z.literal('migration-strategy'),
    title: z.string().min(1),
    ...facts,
    evidence: z.strictObject(
      Object.fromEntries(Object.keys(facts).map((fact) => [fact, evidenceSchema])) as {
        [Fact in keyof typeof facts]: typeof evidenceSchema;
      },
    ),
  })
  .refine((strategy) => strategy['daily-capacity'] >= strategy['daily-minimum'], {
    error: 'no less than daily-minimum',
    path: ['daily-capacity'],
  });

export type Strategy = z.output<typeof strategySchema>;

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** The instant at which the installations of a day begin to be migrated. */
export function beginningOf(date: Temporal.PlainDate, { day }: Pick<Strategy, 'day'>): Temporal.Instant {
  return date.toZonedDateTime({ timeZone: day['time-zone'], plainTime: day.begins }).toInstant();
}
