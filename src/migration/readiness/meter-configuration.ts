import { z } from 'zod';
import { parseDocument } from '../../core/documents.ts';
import { findSrv } from '../../core/srv/catalogue.ts';
import { equivalentStepsBySrv } from '../../dcc/s1sp/steps/all.ts';
import { evidenceSchema } from '../rules/evidence.ts';

const request = z.strictObject({
  srv: z.string().refine((srv) => findSrv(srv) !== undefined, { error: 'an SRV of DUIS 5.4, in quotes' }),
  parameters: z.record(z.string(), z.json()).describe('By the names of the DUIS body element'),
});
export type ConfigurationRequest = z.output<typeof request>;

/** What a request for a type of meter has to be: one that has steps there, with parameters that they take. */
function requestsFor(type: 'ESME' | 'GSME') {
  return z
    .array(
      request.superRefine(({ srv, parameters }, context) => {
        const steps = equivalentStepsBySrv.get(srv)?.on[type];
        if (steps === undefined) {
          context.addIssue({ code: 'custom', path: ['srv'], message: `an SRV that a ${type} carries out`, input: srv });
          return;
        }
        const { error } = steps.parameters.safeParse(parameters);
        for (const { path, message } of error?.issues ?? []) {
          context.addIssue({ code: 'custom', path: ['parameters', ...path], message });
        }
      }),
    )
    .describe('In the order in which they are carried out; the first that fails ends them');
}

/**
 * What makes the configuration of a dormant meter current (TMAD 4.27), as the equivalent steps of Service Requests,
 * `kind: meter-configuration`; `hardware/configurations/meter-configuration.schema.json` is made from it.
 */
export const meterConfigurationSchema = z.strictObject({
  kind: z.literal('meter-configuration'),
  title: z.string().min(1),
  evidence: evidenceSchema,
  requests: z.strictObject({ esme: requestsFor('ESME'), gsme: requestsFor('GSME') }),
});
export type MeterConfiguration = z.output<typeof meterConfigurationSchema>;

/** @throws DocumentErrors */
export function parseMeterConfiguration(text: string, file: string): MeterConfiguration {
  return parseDocument(text, file, meterConfigurationSchema);
}
