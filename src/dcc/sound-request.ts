import type { z } from 'zod';
import { S1benchError } from '../core/errors.ts';
import type { DeviceType } from '../core/srv/catalogue.ts';
import { nonDeviceServices } from './non-device/all.ts';
import { equivalentStepsBySrv } from './s1sp/steps/all.ts';

/** The SRVs that can be sent: to a device, or to the DCC itself. */
export const knownSrvs: readonly string[] = [...equivalentStepsBySrv.keys(), ...nonDeviceServices.keys()];

/**
 * Refuses a request that no User System could have sent.
 * @param type of the target; without it, what any type of device takes will do
 * @throws `srv-unknown`, `service-request-invalid` with the path of the parameter
 */
export function refuseUnsound(srv: string, parameters: unknown, type?: DeviceType): void {
  const schemas = schemasOf(srv, type);
  const results = schemas.map((schema) => schema.safeParse(parameters ?? {}));
  const [first] = results;
  if (first === undefined || first.success || results.some(({ success }) => success)) return;
  throw invalidRequest(srv, first.error);
}

export function invalidRequest(srv: string, { issues }: z.ZodError): S1benchError {
  const [first] = issues;
  return new S1benchError('service-request-invalid', {
    where: { path: ['parameters', ...(first?.path ?? [])].join('.') },
    found: `a request for SRV ${srv}`,
    ...(first === undefined ? {} : { expected: first.message }),
  });
}

/** None where there are no steps for such a device: then access control has the last word. */
function schemasOf(srv: string, type: DeviceType | undefined): readonly z.ZodType<object>[] {
  const nonDevice = nonDeviceServices.get(srv);
  if (nonDevice !== undefined) return [nonDevice.parameters];
  const steps = equivalentStepsBySrv.get(srv);
  if (steps === undefined) {
    throw new S1benchError('srv-unknown', { found: JSON.stringify(srv), expected: `one of ${knownSrvs.join(', ')}` });
  }
  const all = type === undefined ? Object.values(steps.on) : [steps.on[type]].filter((each) => each !== undefined);
  return all.map(({ parameters }) => parameters);
}
