import { z } from 'zod';
import { findSrv } from './catalogue.ts';

const srv = z
  .string()
  .refine((number) => findSrv(number) !== undefined, { error: 'an SRV of DUIS 5.4, such as 4.8.1' });
const parameter = z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/, 'names of parameters with points between them');

/** How devices of a model carry out a Service Request otherwise than others. */
const serviceVariation = z.union([
  z.literal('unsupported'),
  z
    .strictObject({
      steps: z.string().min(1).optional().describe('The Equivalent Steps that it takes, by their name'),
      refuses: z
        .record(parameter, z.array(z.union([z.string(), z.number(), z.boolean()])).min(1))
        .optional()
        .describe('Values of parameters that it does not take, by path'),
    })
    .refine(({ steps, refuses }) => steps !== undefined || refuses !== undefined, { error: 'steps or refuses' }),
]);

/** By SRV; what isn't there is as with any other model. */
export const serviceVariations = z.record(srv, serviceVariation);

export type ServiceVariation = z.output<typeof serviceVariation>;
export type ServiceVariations = Readonly<Record<string, ServiceVariation>>;

/** Whether an SRV is to be carried out by these Equivalent Steps. */
export function takesSteps(services: ServiceVariations, srv: string, steps: string): boolean {
  const variation = services[srv];
  return variation !== undefined && variation !== 'unsupported' && variation.steps === steps;
}
