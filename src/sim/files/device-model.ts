import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Obis, parseObis } from '../../core/identifiers.ts';
import { serviceVariations } from '../../core/srv/service-variations.ts';
import { billingFacts } from '../billing/facts.ts';
import { customerFacts } from '../customer/facts.ts';
import { deviceFacts } from '../device/facts.ts';
import { firmwareFacts } from '../firmware/facts.ts';
import { gsmeFacts } from '../gsme/facts.ts';
import { hubFacts } from '../hub/facts.ts';
import { keyFacts } from '../keys/facts.ts';
import { networkFacts } from '../network/facts.ts';
import { paymentFacts } from '../payment/facts.ts';
import { powerFacts } from '../power/facts.ts';
import { tamperFacts } from '../tamper/facts.ts';
import { tariffFacts } from '../tariff/facts.ts';
import { activityCalendarSchema } from './activity-calendar.ts';

/** Where a fact about a device is from. */
const evidence = z.strictObject({
  kind: z.enum(['seed', 'public', 'recalled', 'ours']),
  source: z.string().min(1),
});

const positive = z.number().int().min(1);

/** Facts about a device model: each is backed by an entry of `evidence` under the same key. */
const commonFacts = {
  ...deviceFacts,
  ...firmwareFacts,
  ...keyFacts,
  manufacturer: z.string().min(1).max(30),
  /** FLAG identification of the manufacturer, the first three characters of every logical device name. */
  flag: z.string().regex(/^[A-Z]{3}$/, 'three capital letters'),
  model: z.string().min(1).max(30),
  firmware: z.array(z.string().min(1).max(8)).min(1),
  driver: z.literal('cosem'),
  addressing: z.strictObject({
    'server-sap': positive.max(0x3fff),
    'hdlc-address': positive.max(0x3fff),
    'hdlc-inactivity-seconds': positive.max(65_535),
    'max-receive-pdu-size': z.number().int().min(128).max(65_535),
  }),
  logs: z.strictObject({ entries: positive.max(1000) }),
  /** Objects of the common tree that this model does not have. */
  'absent-objects': z.array(parsedBy<Obis>(parseObis)).default([]),
  /** Service Requests that this model carries out otherwise than others. Of a hub, also those to its gas proxy. */
  services: serviceVariations.default({}),
};

const meterFacts = {
  ...commonFacts,
  ...tariffFacts,
  ...billingFacts,
  ...paymentFacts,
  ...customerFacts,
  ...tamperFacts,
  supply: z.strictObject({ 'control-mode': z.number().int().min(0).max(6) }),
  rates: positive.max(48),
  profiles: z.strictObject({ 'half-hourly': positive.max(100_000), daily: positive.max(10_000) }),
  'activity-calendar': activityCalendarSchema,
};

const factsByType = {
  ESME: { ...meterFacts, ...powerFacts, ...networkFacts },
  GSME: { ...meterFacts, ...gsmeFacts },
  CHF: { ...commonFacts, ...hubFacts },
} as const;

function modelOf<Type extends keyof typeof factsByType>(type: Type) {
  const facts = { type: z.literal(type), ...factsByType[type] } as {
    type: z.ZodLiteral<Type>;
  } & (typeof factsByType)[Type];
  const names = Object.keys(facts) as (keyof typeof facts & string)[];
  return z.strictObject({
    kind: z.literal('device-model'),
    ...facts,
    evidence: z.partialRecord(z.enum(names), evidence),
  });
}

/** A device model, `kind: device-model`: what the simulator simulates, and what a bench expects of the device. */
export const deviceModelSchema = z
  .discriminatedUnion('type', [modelOf('ESME'), modelOf('GSME'), modelOf('CHF')])
  .superRefine((model, context) => {
    for (const fact of unevidenced(model)) context.addIssue(evidenceMissing(fact));
    if (model.type === 'CHF') return;
    for (const [id, day] of Object.entries(model['activity-calendar'].days)) {
      for (const [time, rate] of Object.entries(day)) {
        if (rate <= model.rates) continue;
        const path = ['activity-calendar', 'days', id, time];
        context.addIssue({ code: 'custom', path, message: `a rate from 1 to ${model.rates}` });
      }
    }
  });

/** The facts that nothing says the source of. */
export function unevidenced(model: Readonly<Record<string, unknown>> & { readonly evidence: object }): string[] {
  const facts = Object.entries(model).filter(([fact, value]) => {
    if (fact === 'kind' || fact === 'extends' || fact === 'evidence' || fact in model.evidence) return false;
    return !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  });
  return facts.map(([fact]) => fact);
}

export function evidenceMissing(fact: string): { code: 'custom'; path: string[]; message: string } {
  return { code: 'custom', path: ['evidence', fact], message: `where "${fact}" is from` };
}

/** A model file as it is written, whatever the facts in it. */
export const modelFile = z.looseObject({
  kind: z.enum(['device-model', 'device-model-base']),
  /** File with the facts that this one doesn't state, relative to this one. */
  extends: z.string().min(1).optional(),
  evidence: z.record(z.string(), evidence).default({}),
});
export type ModelFile = z.infer<typeof modelFile>;

const statedByType = {
  ESME: statedFacts('ESME'),
  GSME: statedFacts('GSME'),
  CHF: statedFacts('CHF'),
} as const;

/** The facts that a file of a model of this type states, each of them as it has to be; what it doesn't say others may. */
export function statedBy(type: unknown): z.ZodType {
  if (type === 'ESME' || type === 'GSME' || type === 'CHF') return statedByType[type];
  return z.looseObject({ type: z.enum(['ESME', 'GSME', 'CHF']) });
}

/** A model file, or one that models take facts from, as editors know it. */
export const modelFileSchema: z.ZodType = z.union(Object.values(statedByType));

function statedFacts(type: keyof typeof factsByType): z.ZodType {
  const facts: Readonly<Record<string, z.ZodType>> = { type: z.literal(type), ...factsByType[type] };
  const stated = Object.entries(facts).map(([name, fact]) => [name, fact.optional()] as const);
  return z.strictObject({
    kind: modelFile.shape.kind,
    extends: modelFile.shape.extends,
    ...Object.fromEntries(stated),
    evidence: z.partialRecord(z.enum(Object.keys(facts) as [string, ...string[]]), evidence).optional(),
  });
}

export type DeviceModel = z.infer<typeof deviceModelSchema>;
export type EsmeModel = Extract<DeviceModel, { readonly type: 'ESME' }>;
export type GsmeModel = Extract<DeviceModel, { readonly type: 'GSME' }>;
export type HubModel = Extract<DeviceModel, { readonly type: 'CHF' }>;
export type MeterModel = EsmeModel | GsmeModel;
/** What every model says. */
export type CommonModel = Pick<DeviceModel, 'type' | keyof typeof commonFacts>;
