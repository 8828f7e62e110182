import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Meter } from './meter.ts';
import type { EsmeObjects } from './objects.ts';

/** What Equivalent Steps know beside the parameters of their request. */
export interface StepContext {
  readonly device: Eui64;
  readonly objects: EsmeObjects;
  readonly clock: Clock;
}

/** Carries out the steps of one request. */
export type Performance = (meter: Meter, context: StepContext) => Promise<object>;

/** How a Service Request is carried out at a device: the COSEM operations that are its equivalent. */
export interface EquivalentSteps {
  readonly srv: string;
  /** @throws `service-request-invalid` with the path of the parameter */
  prepare(parameters: unknown): Performance;
}

/**
 * @param schema of the request's parameters, by the names of the DUIS body element
 * @param perform the steps; its value has the names and units of the MMC
 */
export function equivalentSteps<Parameters>(
  srv: string,
  schema: z.ZodType<Parameters>,
  perform: (meter: Meter, parameters: Parameters, context: StepContext) => Promise<object>,
): EquivalentSteps {
  return {
    srv,
    prepare: (given) => {
      const { success, data, error } = schema.safeParse(given ?? {});
      if (!success) throw invalid(srv, error);
      return (meter, context) => perform(meter, data, context);
    },
  };
}

function invalid(srv: string, { issues }: z.ZodError): S1benchError {
  const [first] = issues;
  return new S1benchError('service-request-invalid', {
    where: { path: ['parameters', ...(first?.path ?? [])].join('.') },
    found: `a request for SRV ${srv}`,
    ...(first === undefined ? {} : { expected: first.message }),
  });
}
