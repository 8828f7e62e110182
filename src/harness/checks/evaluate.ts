import { isS1benchError } from '../../core/errors.ts';
import type { JsonValue } from '../json.ts';
import { resolve, type Scope, type ValueType, valueTypes } from '../pack/reference.ts';
import { firstDifference } from './first-difference.ts';
import { type Matcher, type MatcherName, type Matchers, matchers } from './matchers.ts';
import { type Found, isList, valueAt } from './path.ts';
import { type CheckVerdict, worst } from './verdict.ts';

/** What is asked of the value at a path: of the value itself, or of each element of the list that it is. */
export interface Expected extends Matchers {
  readonly each?: Matchers | undefined;
}

/** What a step asks of what it observes. */
export interface Expectations {
  readonly expect: Readonly<Record<string, Expected>>;
  /** What to keep for later steps, by the name they will use: the path where it stands, under the type that it must have. */
  readonly remember: Readonly<Record<string, { readonly [Type in ValueType]?: string | undefined }>>;
}

/** One check, as it was evaluated. */
export interface CheckResult {
  readonly path: string;
  /** `each at-least` where every element of a list was judged. */
  readonly matcher: string;
  readonly verdict: CheckVerdict;
  readonly expected: JsonValue;
  /** What stood at the path, shortened; left out where nothing did. */
  readonly found?: JsonValue | undefined;
  /** Where within the value the first difference is; then `expected` and `found` are those there. */
  readonly differs?: string | undefined;
}

export interface Evaluation {
  readonly checks: readonly CheckResult[];
  /** Everything that is remembered after this step. */
  readonly remembered: ReadonlyMap<string, JsonValue>;
}

/**
 * Holds an observation against what was expected of it. It depends on its arguments alone, so that a verdict can be
 * derived again from what was recorded. A check whose operand refers to a value that was never obtained is
 * inconclusive; a value to remember that isn't there, or isn't of its type, is a failed check.
 */
export function evaluate(asked: Expectations, observation: JsonValue, scope: Scope): Evaluation {
  const checks = Object.entries(asked.expect).flatMap(([path, expected]) =>
    checksAt(path, expected, observation, scope),
  );
  const kept = keptBy(asked.remember, observation);
  const remembers = kept.map(({ path, type, found, value }) =>
    result(path, 'remember', value === undefined ? 'fail' : 'pass', type, found),
  );
  const obtained = kept.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const remembered = obtained.length === 0 ? scope.remembered : new Map([...scope.remembered, ...obtained]);
  return { checks: [...checks, ...remembers], remembered };
}

interface Kept {
  readonly name: string;
  readonly type: ValueType;
  readonly path: string;
  readonly found: Found;
  /** Nothing where what was found isn't of the type. */
  readonly value: Found;
}

function keptBy(remember: Expectations['remember'], observation: JsonValue): readonly Kept[] {
  return Object.entries(remember).map(([name, source]) => {
    const [type, path] = Object.entries(source)[0] as [ValueType, string];
    const found = valueAt(observation, path);
    return { name, type, path, found, value: valueTypes[type](found) };
  });
}

function checksAt(path: string, expected: Expected, observation: JsonValue, scope: Scope): CheckResult[] {
  const found = valueAt(observation, path);
  const { each, ...own } = expected;
  const checks = operandsOf(own).map(([name, operand]) => check(path, name, operand, found, scope));
  if (each === undefined) return checks;
  return [...checks, ...operandsOf(each).map(([name, operand]) => check(path, `each ${name}`, operand, found, scope))];
}

function operandsOf(wanted: Matchers): [MatcherName, JsonValue][] {
  return Object.entries(wanted).filter(([, operand]) => operand !== undefined) as [MatcherName, JsonValue][];
}

function check(path: string, matcher: string, operand: JsonValue, found: Found, scope: Scope): CheckResult {
  let expected: JsonValue;
  try {
    expected = resolve(operand, scope);
  } catch (error) {
    if (!isS1benchError(error, 'pack-reference-unknown')) throw error;
    return result(path, matcher, 'inconclusive', operand, found);
  }
  const verdict = judge(matcher, found, expected);
  const difference = matcher === 'equals' && verdict === 'fail' ? firstDifference(expected, found) : undefined;
  if (difference === undefined) return result(path, matcher, verdict, expected, found);
  return { ...result(path, matcher, verdict, difference.expected, difference.found), differs: difference.at };
}

/** A list without elements is no evidence about its elements. */
function judge(matcher: string, found: Found, expected: JsonValue): CheckVerdict {
  if (!matcher.startsWith('each ')) return judgeOne(matcher as MatcherName, found, expected);
  const name = matcher.slice('each '.length) as MatcherName;
  return isList(found) ? worst(found.map((element) => judgeOne(name, element, expected))) : 'fail';
}

function judgeOne(name: MatcherName, found: Found, expected: JsonValue): CheckVerdict {
  // The pack's schema has held the operand against the matcher's own.
  const matcher: Matcher<JsonValue> = matchers[name] as unknown as Matcher<JsonValue>;
  return matcher.judge(found, expected);
}

/** The longest value that a check repeats; the observation holds all of it. */
const LONGEST_SHOWN = 200;
/** JSON writes a character as six at most: what is shorter than that isn't worth writing to see how long it is. */
const SURELY_SHORT = LONGEST_SHOWN / 6;

function result(path: string, matcher: string, verdict: CheckVerdict, expected: JsonValue, found: Found): CheckResult {
  return { path, matcher, verdict, expected: shorten(expected), ...(found !== undefined && { found: shorten(found) }) };
}

function shorten(value: JsonValue): JsonValue {
  if (typeof value !== 'object' && String(value).length < SURELY_SHORT) return value;
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : value;
}
