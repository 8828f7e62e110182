import { S1benchError } from '../../core/errors.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import { equivalentStepsBySrv } from './steps/all.ts';

/** How a device of some model is to be asked. */
export type Asked =
  | { readonly kind: 'unsupported' }
  /** A value that it doesn't take: what stands in the request, as `LogToRead: PowerEvent`. */
  | { readonly kind: 'refused'; readonly found: string }
  /** Without `steps`, as any other. */
  | { readonly kind: 'as'; readonly steps?: string };

/**
 * What the model of a device makes of a request, before anything is sent.
 * @param parameters as they were given
 */
export function variationFor(services: ServiceVariations, srv: string, parameters: unknown): Asked {
  const variation = services[srv];
  if (variation === undefined) return { kind: 'as' };
  if (variation === 'unsupported') return { kind: 'unsupported' };
  const { steps, refuses = {} } = variation;
  for (const [path, values] of Object.entries(refuses)) {
    const found = valuesAt(parameters, path.split('.')).find((value) => values.some((each) => each === value));
    if (found !== undefined) return { kind: 'refused', found: `${path}: ${found}` };
  }
  return { kind: 'as', ...(steps !== undefined && { steps }) };
}

/**
 * Refuses variations that ask for steps that don't exist. What is said of an SRV that has no steps on this type of device
 * is of another: a hub's facts are also those of its gas proxy.
 * @throws `service-steps-unknown`
 */
export function refuseUnknownSteps(services: ServiceVariations, type: DeviceType): void {
  for (const [srv, variation] of Object.entries(services)) {
    if (variation === 'unsupported' || variation.steps === undefined) continue;
    const steps = equivalentStepsBySrv.get(srv)?.on[type];
    if (steps === undefined || Object.hasOwn(steps.alternatives, variation.steps)) continue;
    const known = Object.keys(steps.alternatives);
    throw new S1benchError('service-steps-unknown', {
      where: { path: `services.${srv}.steps` },
      found: `${variation.steps}, of SRV ${srv} at a device of type ${type}`,
      expected: known.length === 0 ? 'no other steps than the usual ones' : `one of ${known.join(', ')}`,
    });
  }
}

/** Every value at a path; a list on the way stands for each of its elements. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[key], rest);
}
