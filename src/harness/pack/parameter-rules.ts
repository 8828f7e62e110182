import type { z } from 'zod';
import { expectation } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import { parameterSchemas } from '../../dcc/sound-request.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Actions } from './action.ts';
import { isNamedInstant, isPlain, nameIn, resolve, type Scope } from './reference.ts';

/** What stands at the places that every pack means by these roles. */
const typesOfRoles: Readonly<Record<string, DeviceType>> = {
  esme: 'ESME',
  gsme: 'GSME',
  gpf: 'GPF',
  ch: 'CHF',
  ppmid: 'PPMID',
};

export interface ParameterProblem {
  readonly path: readonly PropertyKey[];
  readonly refused: S1benchError;
}

/**
 * What is wrong with the parameters of a Service Request. A value that will only be known in the run is held against the
 * type that is wanted, not against its range.
 * @throws what `resolve` throws
 */
export function problemsOfParameters(
  { srv, target, parameters }: Actions['request'],
  role: string,
  scope: Scope,
): readonly ParameterProblem[] {
  const type = target === undefined ? typesOfRoles[role] : undefined;
  const resolved = resolve(parameters, scope);
  const results = parameterSchemas(srv, type).map((schema) => {
    const { error } = schema.safeParse(resolved);
    return (error?.issues ?? []).filter((issue) => !isForTheRun(issue, parameters, scope));
  });
  const [best = []] = results.toSorted((a, b) => a.length - b.length);
  return best.map((issue) => {
    const detail = { found: `a request for SRV ${srv}`, expected: expectation(issue) };
    return { path: issue.path, refused: new S1benchError('service-request-invalid', detail) };
  });
}

/** Whether only the run can tell: the issue is with a value that is a reference, or has one in it. */
function isForTheRun({ code, path }: z.core.$ZodIssue, parameters: JsonObject, { remembered }: Scope): boolean {
  // Which keys there are is known already.
  if (code === 'unrecognized_keys') return false;
  let value: JsonValue | undefined = parameters;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) break;
    value = (value as JsonObject)[String(step)];
  }
  const name = typeof value === 'string' ? nameIn(value) : undefined;
  if (name === undefined) return value !== undefined && !isPlain(value);
  if (isNamedInstant(name)) return false;
  return code !== 'invalid_type' || remembered.get(name) === null;
}
