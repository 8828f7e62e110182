import { z } from 'zod';
import { evidenceSchema } from '../rules/evidence.ts';

/** What a device is in its installation; `other` stands for each PPMID, IHD and CAD. */
export const places = ['hub', 'esme', 'gasProxy', 'gsme', 'other'] as const;
export type Place = (typeof places)[number];

/** The SRVs that this project knows what to say in: the parameters of each follow from the installation. */
const commissioningSrvs = ['12.2', '8.9', '8.11', '8.7.2', '8.1.1'] as const;

/** Without these a device isn't in the inventory, or a meter isn't commissioned. */
const required = [
  ['12.2', 'hub'],
  ['12.2', 'esme'],
  ['12.2', 'gsme'],
  ['8.1.1', 'esme'],
  ['8.1.1', 'gsme'],
] as const satisfies readonly (readonly [(typeof commissioningSrvs)[number], Place])[];

const step = z.strictObject({
  srv: z.enum(commissioningSrvs),
  /** The device that it is sent to, or of 12.2 the device that it announces. */
  at: z.enum(places),
  /** The other device that it is about: of 8.11 the one that the hub is told of, of 8.7.2 the one that is joined. */
  about: z.enum(places).optional(),
  evidence: evidenceSchema,
});

/** The Service Requests that commission an installation, in their order (`kind: migration-commissioning`). */
export const commissioningSchema = z
  .strictObject({
    kind: z.literal('migration-commissioning'),
    title: z.string().min(1),
    evidence: evidenceSchema,
    /** Codes that the S1SP reports with in N55, by what it has to report. */
    reports: z.strictObject({ commissioned: z.string().min(1), 'rolled-back': z.string().min(1) }),
    steps: z.array(step).min(1),
  })
  .superRefine(({ steps }, context) => {
    for (const [i, { srv, about }] of steps.entries()) {
      const needsOther = srv === '8.11' || srv === '8.7.2';
      if (needsOther === (about !== undefined)) continue;
      const message = needsOther ? 'the device that it is about' : `no other device: ${srv} is about one alone`;
      context.addIssue({ code: 'custom', path: ['steps', i, 'about'], message });
    }
    for (const [srv, at] of required) {
      if (steps.some((step) => step.srv === srv && step.at === at)) continue;
      context.addIssue({ code: 'custom', path: ['steps'], message: `SRV ${srv} at ${at}` });
    }
  });

export type CommissioningSteps = z.output<typeof commissioningSchema>;
export type CommissioningStep = CommissioningSteps['steps'][number];
