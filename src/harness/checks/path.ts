import type { JsonObject, JsonValue } from '../json.ts';

/** What stands at a path; `undefined` where nothing does. */
export type Found = JsonValue | undefined;

/**
 * The value at a path such as `body.ImportRegister` or `value.0.1`: keys, and positions in lists from 0, between dots.
 * Of a list, `-1` is the last element, `#` the number of elements, and `*` takes every element and gives the list of
 * what stands at the rest of the path in each.
 */
export function valueAt(value: JsonValue, path: string): Found {
  return path === '' ? value : follow(value, path.split('.'), 0);
}

/** @param at number of steps that have been gone */
function follow(value: Found, steps: readonly string[], at: number): Found {
  const step = steps[at];
  if (step === undefined || value === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!isList(value))
    return Object.hasOwn(value, step) ? follow((value as JsonObject)[step], steps, at + 1) : undefined;
  if (step === '#') return follow(value.length, steps, at + 1);
  if (step !== '*') return /^-?\d+$/.test(step) ? follow(value.at(Number(step)), steps, at + 1) : undefined;
  const members: JsonValue[] = [];
  for (const member of value) {
    const found = follow(member, steps, at + 1);
    if (found === undefined) return undefined;
    members.push(found);
  }
  return members;
}

export function isList(value: Found): value is readonly JsonValue[] {
  return Array.isArray(value);
}
