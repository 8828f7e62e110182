import type { z } from 'zod';

/** The schema, for objects with a certain number of keys; asked only of an object in which nothing else is wrong. */
export function withKeys<Schema extends z.ZodType<object>>(
  schema: Schema,
  accepts: (count: number) => boolean,
  error: string,
): Schema {
  return schema.refine((value) => accepts(Object.keys(value).length), {
    error,
    when: ({ issues }: z.core.ParsePayload): boolean => issues.length === 0,
  });
}
