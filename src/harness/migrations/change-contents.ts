import { S1benchError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';

type Parent = Record<string, unknown> | unknown[];

/**
 * A copy of what a file says with another value at a path, or with none.
 * @param path keys, and positions in lists from 0, between dots: `installations.0.esme.mpxn`
 * @param value text where an instant or bytes (hexadecimal) stood; nothing to leave out what stands there
 * @throws `pack-value-invalid` where the file has no such place
 */
export function changed<T extends object>(contents: T, path: string, value: JsonValue | undefined): T {
  const copy = copyOf(contents) as T;
  const steps = path.split('.');
  const last = steps.pop() as string;
  const parent = steps.reduce<unknown>((at, step) => childOf(at, step), copy);
  if (typeof parent !== 'object' || parent === null) throw noPlace(path);
  const at = parent as Parent;
  if (value === undefined) removeFrom(at, last);
  else (at as Record<string, unknown>)[last] = alike(childOf(at, last), value);
  return copy;
}

function childOf(parent: unknown, step: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step)) return undefined;
  return (parent as Record<string, unknown>)[step];
}

function removeFrom(parent: Parent, step: string): void {
  if (Array.isArray(parent)) parent.splice(Number(step), 1);
  else delete parent[step];
}

/** A value of the kind that stood there before. */
function alike(before: unknown, value: JsonValue): unknown {
  if (before instanceof Temporal.Instant) return Temporal.Instant.from(String(value));
  return before instanceof Uint8Array ? Uint8Array.fromHex(String(value)) : value;
}

/** Lists and plain objects anew, everything else as it is. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, copyOf(member)]));
}

function noPlace(path: string): S1benchError {
  return new S1benchError('pack-value-invalid', { found: path, expected: 'a path of the file' });
}
