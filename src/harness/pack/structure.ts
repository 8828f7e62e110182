import { z } from 'zod';
import type { Expected } from '../checks/evaluate.ts';
import { type MatcherName, matcherNames, matchers } from '../checks/matchers.ts';
import type { JsonValue } from '../json.ts';
import { jsonSchema } from '../json-schema.ts';
import { type ActionName, actionSchemas } from './action.ts';
import { requiredSchema } from './features.ts';
import { namePattern, type ValueType, valueTypes } from './reference.ts';
import { evidenceKinds } from './requirement.ts';
import { requestSchema } from './service-actions.ts';
import { spanSchema } from './span.ts';
import { withKeys } from './with-keys.ts';

const role = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role such as esme');

/** The same fields, each of them optional. */
function optional<Name extends string, Schema extends z.ZodType>(
  schemas: Readonly<Record<Name, Schema>>,
): { [Key in Name]: z.ZodOptional<Schema> } {
  const entries = Object.entries<Schema>(schemas).map(([name, schema]) => [name, schema.optional()]);
  return Object.fromEntries(entries) as { [Key in Name]: z.ZodOptional<Schema> };
}

const operands = Object.fromEntries(matcherNames.map((name) => [name, matchers[name].operand])) as Record<
  MatcherName,
  z.ZodType
>;
const matcherMap = z.strictObject({
  ...optional(operands),
  each: withKeys(z.strictObject(optional(operands)), (count) => count > 0, 'a matcher').optional(),
});
/** One by one: a union of their own would describe at length what is wrong with each map that is no plain value. */
const plain = [z.string(), z.number(), z.boolean(), z.null(), z.array(jsonSchema)] as const;

/** A plain value stands for `equals`. */
const expectation = z
  .union([...plain, withKeys(matcherMap, (count) => count > 0, 'a value, or at least one matcher')])
  .transform((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Expected)
      : { equals: value as JsonValue },
  );

const typeNames = Object.keys(valueTypes) as ValueType[];
const remembered = withKeys(
  z.strictObject(
    optional(Object.fromEntries(typeNames.map((type) => [type, z.string()])) as Record<ValueType, z.ZodString>),
  ),
  (count) => count === 1,
  'one type with the path to the value',
);

const step = z.strictObject({
  title: z.string().optional(),
  device: role.optional().describe('The device by its role; without it, the first one that the test needs'),
  ...(optional(actionSchemas) as { [Name in ActionName]: z.ZodOptional<(typeof actionSchemas)[Name]> }),
  expect: z
    .record(z.string(), expectation)
    .optional()
    .describe(
      'By the path of a value in the outcome: the value, or matchers. That the action succeeds goes without saying',
    ),
  remember: z
    .record(z.string().regex(namePattern, 'a name such as first-reading'), remembered)
    .optional()
    .describe('Values of the outcome for later steps, which refer to them as ${name}'),
});

const snapshot = z.strictObject({
  title: z.string().min(1).optional().describe('What it is that stays unchanged'),
  device: role.optional(),
  request: requestSchema,
  at: z.array(z.string()).min(1).max(100).describe('Paths of the values that are the same after the steps'),
  within: z
    .union([z.number().min(0), spanSchema])
    .optional()
    .describe('How far off a number, or an instant, may be afterwards'),
});

/** The form of a test. What one part of it has to do with another is the affair of `rules.ts`. */
export const testStructure = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, 'letters, digits, points and hyphens'),
  title: z.string().min(1),
  forEach: z
    .array(z.looseObject({ id: z.string() }))
    .min(1)
    .optional()
    .describe('One test for each, its `id` appended; every key can be used as ${key} anywhere in the test'),
  traces: z
    .array(z.string().min(1))
    .min(1)
    .describe('Requirements, clauses, Service Requests and book sections that the test proves'),
  evidence: z.enum(evidenceKinds).optional().describe('How what it asks is known, where that is not as for the others'),
  needs: z.array(role).min(1).describe('Devices that it cannot do without, by their role'),
  requires: z
    .array(requiredSchema)
    .max(20)
    .default([])
    .describe('What these devices, or the installation, must have for it to be run'),
  'time-limit': spanSchema.optional().describe('How long it may take, cleanup not included'),
  notes: z.string().optional(),
  preconditions: z
    .array(step)
    .max(100)
    .default([])
    .describe('Carried out first; where a check of them fails nothing can be said of the device'),
  unchanged: z.array(snapshot).max(20).default([]).describe('Read before the steps and after them, and held together'),
  steps: z.array(step).min(1).max(1000).describe('Carried out in order, until one fails'),
  cleanup: z.array(step).max(100).default([]).describe('Carried out afterwards, whatever became of the steps'),
});

export type StepStructure = z.output<typeof step>;
export type SnapshotStructure = z.output<typeof snapshot>;
export type TestStructure = z.output<typeof testStructure>;
