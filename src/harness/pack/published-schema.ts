import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

/** What `forEach` will put a value in the place of. */
const substituted: JsonSchema = { type: 'string', pattern: '\\$\\{[a-z]' };

/**
 * A schema of packs as JSON Schema, for editors. They see a file as it is written, so in a test `${key}` may stand
 * wherever `forEach` can put a value.
 */
export function publishedSchema(schema: z.ZodType): JsonSchema {
  const whole: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' });
  const { $defs: definitions, properties } = whole as { readonly [key in '$defs' | 'properties']: JsonSchema };
  const ofTests = reachable(properties['tests'], definitions, new Set());
  const entries = Object.entries(definitions).map(([name, definition]) => [
    name,
    ofTests.has(name) ? orSubstituted(definition) : definition,
  ]);
  return { ...whole, $defs: Object.fromEntries(entries) };
}

/** The names of all definitions that a schema is made of. */
function reachable(schema: unknown, definitions: JsonSchema, names: Set<string>): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  const { $ref } = schema as { readonly $ref?: unknown };
  const name = typeof $ref === 'string' ? $ref.replace('#/$defs/', '') : undefined;
  if (name !== undefined && !names.has(name)) reachable(definitions[name], definitions, names.add(name));
  for (const member of Object.values(schema)) reachable(member, definitions, names);
  return names;
}

/** The schema, with the reference accepted in the place of everything that isn't free text, a list or a map. */
function orSubstituted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(orSubstituted);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (isPicky(schema as JsonSchema)) return { anyOf: [schema, substituted] };
  return Object.fromEntries(Object.entries(schema).map(([keyword, member]) => [keyword, orSubstituted(member)]));
}

function isPicky({ type, pattern, enum: values, const: value }: JsonSchema): boolean {
  if (type === 'number' || type === 'integer' || type === 'boolean') return true;
  return type === 'string' && [pattern, values, value].some((keyword) => keyword !== undefined);
}
