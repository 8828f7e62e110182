import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Obis, parseObis } from '../../core/identifiers.ts';
import { activityCalendarSchema } from './activity-calendar.ts';

/** Where a fact about a device is from. */
const evidence = z.strictObject({
  kind: z.enum(['seed', 'public', 'recalled', 'ours']),
  source: z.string().min(1),
});

const positive = z.number().int().min(1);

/** Facts about a device model: each part is backed by an entry of `evidence` under the same key. */
const facts = {
  manufacturer: z.string().min(1).max(30),
  /** FLAG identification of the manufacturer, the first three characters of every logical device name. */
  flag: z.string().regex(/^[A-Z]{3}$/, 'three capital letters'),
  model: z.string().min(1).max(30),
  type: z.literal('ESME'),
  firmware: z.array(z.string().min(1).max(8)).min(1),
  driver: z.literal('cosem'),
  addressing: z.strictObject({
    'server-sap': positive.max(0x3fff),
    'hdlc-address': positive.max(0x3fff),
    'hdlc-inactivity-seconds': positive.max(65_535),
    'max-receive-pdu-size': z.number().int().min(128).max(65_535),
  }),
  supply: z.strictObject({ 'control-mode': z.number().int().min(0).max(6) }),
  rates: positive.max(48),
  profiles: z.strictObject({ 'half-hourly': positive.max(100_000), daily: positive.max(10_000) }),
  logs: z.strictObject({ entries: positive.max(1000) }),
  'activity-calendar': activityCalendarSchema,
  /** Objects of the common tree that this model does not have. */
  'absent-objects': z.array(parsedBy<Obis>(parseObis)).default([]),
};

/** A device model file, `kind: device-model`: what the simulator simulates, and what a bench expects of the device. */
export const deviceModelSchema = z
  .strictObject({
    kind: z.literal('device-model'),
    ...facts,
    evidence: z.partialRecord(z.enum(Object.keys(facts) as (keyof typeof facts)[]), evidence),
  })
  .superRefine((model, context) => {
    for (const fact of Object.keys(facts) as (keyof typeof facts)[]) {
      const isStated = fact !== 'absent-objects' || model[fact].length > 0;
      if (!isStated || model.evidence[fact] !== undefined) continue;
      context.addIssue({ code: 'custom', path: ['evidence', fact], message: `where "${fact}" is from` });
    }
    for (const [id, day] of Object.entries(model['activity-calendar'].days)) {
      for (const [time, rate] of Object.entries(day)) {
        if (rate <= model.rates) continue;
        const path = ['activity-calendar', 'days', id, time];
        context.addIssue({ code: 'custom', path, message: `a rate from 1 to ${model.rates}` });
      }
    }
  });

export type DeviceModel = z.infer<typeof deviceModelSchema>;
