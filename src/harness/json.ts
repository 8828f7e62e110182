import { toHex } from '../core/bytes.ts';

/** A value as JSON carries it. Observations, operands of checks and evidence are made of nothing else. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Any value as JSON, so that it is the same after it was written and read again: instants and durations by their
 * ISO 8601 text, bytes as hexadecimal, integers beyond 2^53 and numbers that JSON doesn't know as text; what is
 * undefined is left out.
 */
export function toJson(value: unknown): JsonValue {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? value + 0 : String(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : objectToJson(value);
    default:
      return null;
  }
}

function objectToJson(value: object): JsonValue {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson(value.toJSON());
  const members: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    const member: unknown = (value as Record<string, unknown>)[key];
    if (member !== undefined) put(members, key, toJson(member));
  }
  return members;
}

/** To assign it is several times as fast as to define it, but for the one name that isn't assigned as others are. */
function put(members: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') members[key] = value;
  else Object.defineProperty(members, key, { value, configurable: true, enumerable: true, writable: true });
}

/** Whether two values are the same, whatever the order of their keys. */
export function jsonEquals(a: JsonValue, b: JsonValue): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), b as JsonObject];
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, member]) => Object.hasOwn(right, key) && jsonEquals(member, right[key] as JsonValue))
  );
}
