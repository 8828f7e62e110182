import type { z } from 'zod';
import { S1benchError } from '../core/errors.ts';
import { type DeviceType, findSrv } from '../core/srv/catalogue.ts';
import { nonDeviceServices } from './non-device/all.ts';
import { equivalentStepsBySrv } from './s1sp/steps/all.ts';

/**
 * The parameters of a request, as their form has them. Refuses a request that no User System could have sent. What is right
 * of an SRV that nothing here answers isn't known: there access control has the last word.
 * @param type of the target; without it, what any type of device takes will do
 * @throws `srv-unknown`, `service-request-invalid` with the path of the parameter
 */
export function soundParameters(srv: string, parameters: unknown, type?: DeviceType): object {
  if (findSrv(srv) === undefined) throw srvUnknown(srv);
  const given = parameters ?? {};
  let refused: z.ZodError | undefined;
  for (const schema of parameterSchemas(srv, type)) {
    const { data, error } = schema.safeParse(given);
    if (error === undefined) return data;
    refused ??= error;
  }
  if (refused !== undefined) throw invalidRequest(srv, refused);
  return given;
}

function invalidRequest(srv: string, { issues }: z.ZodError): S1benchError {
  const [first] = issues;
  return new S1benchError('service-request-invalid', {
    where: { path: ['parameters', ...(first?.path ?? [])].join('.') },
    found: `a request for SRV ${srv}`,
    ...(first === undefined ? {} : { expected: first.message }),
  });
}

export function srvUnknown(srv: string): S1benchError {
  return new S1benchError('srv-unknown', { found: JSON.stringify(srv), expected: 'one of DUIS 5.4, such as "4.8.1"' });
}

/** The forms of which the parameters of a request have one; none where nothing here knows what is right. */
export function parameterSchemas(srv: string, type: DeviceType | undefined): readonly z.ZodType<object>[] {
  const nonDevice = nonDeviceServices.get(srv);
  if (nonDevice !== undefined) return [nonDevice.parameters];
  const on = equivalentStepsBySrv.get(srv)?.on ?? {};
  const steps = type === undefined ? Object.values(on) : [on[type]].filter((each) => each !== undefined);
  return steps.map(({ parameters }) => parameters);
}
