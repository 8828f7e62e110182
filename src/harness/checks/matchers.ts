import { z } from 'zod';
import { jsonEquals } from '../json.ts';
import { jsonSchema } from '../json-schema.ts';
import { referencePattern } from '../pack/reference.ts';
import { parseSpan, spanSchema } from '../pack/span.ts';
import { asInstant } from './instant.ts';
import { type Found, isList } from './path.ts';
import { type CheckVerdict, worst } from './verdict.ts';

/** What a matcher says of a value that was found; the value may be absent. */
export interface Matcher<Operand = never> {
  readonly operand: z.ZodType<Operand>;
  judge(found: Found, operand: Operand): CheckVerdict;
}

const json = jsonSchema;
const span = spanSchema;
const comparable = z.union([
  z.number(),
  z.string().refine((text) => asInstant(text) !== undefined || referencePattern.test(text), 'number or instant'),
]);
/** A number, once its reference is resolved. */
const summand = z.union([z.number(), z.string().regex(referencePattern, 'a number')]);
const regularExpression = z.string().refine(isRegularExpression, 'a regular expression');

const kinds = {
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  octets: (value) => typeof value === 'string' && /^([0-9A-F]{2})*$/.test(value),
  instant: (value) => asInstant(value) !== undefined,
  list: isList,
  map: (value) => typeof value === 'object' && value !== null && !isList(value),
} as const satisfies Record<string, (value: Found) => boolean>;

/** What sums of decimal fractions are off by. */
const ROUNDING = 1e-6;

/** The longest text that a pattern of a pack is let loose on. */
const LONGEST_MATCHED = 4096;

/** Everything that a pack can ask of a value, by the name that packs use. */
export const matchers = {
  equals: matcher(json, (found, operand) => found !== undefined && jsonEquals(found, operand)),
  not: matcher(json, (found, operand) => found !== undefined && !jsonEquals(found, operand)),
  'one-of': matcher(
    z.array(json).min(1),
    (found, operands) => found !== undefined && operands.some((operand) => jsonEquals(found, operand)),
  ),
  contains: matcher(json, (found, operand) => isList(found) && found.some((element) => jsonEquals(element, operand))),
  'at-least': ordered((difference) => difference >= 0),
  'at-most': ordered((difference) => difference <= 0),
  'more-than': ordered((difference) => difference > 0),
  'less-than': ordered((difference) => difference < 0),
  near: matcher(
    z.strictObject({ value: comparable, within: z.union([z.number().min(0), span]) }),
    (found, { value, within }) => {
      const most = typeof within === 'number' ? within : parseSpan(within).total('milliseconds');
      return Math.abs(difference(found, value)) <= most;
    },
  ),
  'adds-up': matcher(
    z.strictObject({
      to: summand,
      plus: z.array(summand).optional(),
      minus: z.array(summand).optional(),
      within: z.number().min(0).optional(),
    }),
    (found, { to, plus = [], minus = [], within = 0 }) =>
      Math.abs(sumOf(isList(found) ? found : [found]) + sumOf(plus) - sumOf(minus) - sumOf([to])) <= within + ROUNDING,
  ),
  type: matcher(z.enum(Object.keys(kinds) as (keyof typeof kinds)[]), (found, kind) => kinds[kind](found)),
  matches: matcher(
    regularExpression,
    (found, operand) =>
      typeof found === 'string' && found.length <= LONGEST_MATCHED && new RegExp(operand, 'u').test(found),
  ),
  'ends-with': matcher(z.string(), (found, operand) => typeof found === 'string' && found.endsWith(operand)),
  present: matcher(z.literal(true), (found) => found !== undefined),
  absent: matcher(z.literal(true), (found) => found === undefined),
  /** A list too short to rise is no evidence that it does. */
  increasing: {
    operand: z.enum(['strictly', 'weakly']),
    judge: (found, operand) => {
      if (!isList(found)) return 'fail';
      const rises = found.slice(1).map((value, i) => difference(value, found[i]));
      return worst(rises.map((rise) => (rise > 0 || (rise === 0 && operand === 'weakly') ? 'pass' : 'fail')));
    },
  } satisfies Matcher<'strictly' | 'weakly'>,
} as const;

export type MatcherName = keyof typeof matchers;
export const matcherNames = Object.keys(matchers) as readonly MatcherName[];

/** One value may be held against several matchers: all of them must accept it. */
export type Matchers = { readonly [Name in MatcherName]?: z.output<(typeof matchers)[Name]['operand']> };

function matcher<Operand>(
  operand: z.ZodType<Operand>,
  accepts: (found: Found, operand: Operand) => boolean,
): Matcher<Operand> {
  return { operand, judge: (found, wanted) => (accepts(found, wanted) ? 'pass' : 'fail') };
}

function ordered(accepts: (difference: number) => boolean): Matcher<number | string> {
  return matcher(comparable, (found, operand) => accepts(difference(found, operand)));
}

/** NaN where one is no number. */
function sumOf(values: readonly Found[]): number {
  return values.reduce<number>((sum, value) => (typeof value === 'number' ? sum + value : Number.NaN), 0);
}

/** How much the first is above the second: a number, or milliseconds between two instants; NaN of other values. */
function difference(a: Found, b: Found): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [first, second] = [asInstant(a), asInstant(b)];
  return first === undefined || second === undefined ? Number.NaN : first.since(second).total('milliseconds');
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
