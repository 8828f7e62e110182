import { z } from 'zod';
import type { JsonValue } from './json.ts';

/** Any value that JSON can carry. That of the library, a union within itself, takes ten times as long. */
export const jsonSchema = z.unknown().refine(isJson, 'a value that JSON can carry') as z.ZodType<JsonValue>;

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || Object.values(value).every(isJson);
    default:
      return false;
  }
}
