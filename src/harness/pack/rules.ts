import type { z } from 'zod';
import { type ErrorDetail, isS1benchError, S1benchError } from '../../core/errors.ts';
import { refuseUnsound } from '../../dcc/sound-request.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import { asInstant } from '../checks/instant.ts';
import { type MatcherName, matchers } from '../checks/matchers.ts';
import { dataFromJson } from '../cosem-data.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type ActionName, actionSchemas } from './action.ts';
import {
  declaredFacts,
  declaredNames,
  exemplars,
  isReservedName,
  resolve,
  type Scope,
  type ValueType,
} from './reference.ts';
import type { StepStructure, TestStructure } from './structure.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodRawIssue;

/**
 * What the form of a test can't say: that each step does one thing, that references name what an earlier step
 * remembered and stand where a value of that type may stand, that Service Requests and COSEM values can be made, and
 * that something is checked at all. References are held against an exemplar of their type.
 */
export function problemsOfTest(test: TestStructure): Issue[] {
  const facts = Object.fromEntries(declaredFacts.map((fact) => [fact, exemplars.text as string]));
  const known = declaredNames(Object.fromEntries(test.needs.map((role) => [role, facts])));
  const associated = new Set<string>();
  const issues = (['steps', 'cleanup'] as const).flatMap((phase) =>
    test[phase].flatMap((step, i) => [
      ...problemsOfStep(step, [phase, i], known),
      ...problemsOfAssociation(step, [phase, i], step.device ?? (test.needs[0] as string), associated),
    ]),
  );
  if (!test.steps.some((step) => Object.keys(step.expect ?? {}).length > 0)) {
    issues.push(issue('pack-test-without-check', ['steps'], { expected: 'a step with `expect`' }));
  }
  return issues;
}

/** The names of the actions that a step would carry out. */
export function actionsOf(step: StepStructure): ActionName[] {
  return (Object.keys(actionSchemas) as ActionName[]).filter((name) => step[name] !== undefined);
}

function problemsOfStep(step: StepStructure, path: Path, known: Map<string, JsonValue>): Issue[] {
  const actions = actionsOf(step);
  if (actions.length !== 1) {
    const found = actions.length === 0 ? 'nothing to do' : actions.join(' and ');
    return [issue('pack-step-ambiguous', path, { found, expected: `one of ${Object.keys(actionSchemas).join(', ')}` })];
  }
  const scope: Scope = { now: Temporal.Instant.from(exemplars.instant as string), remembered: known };
  const issues = [...problemsOfAction(step, path, scope), ...problemsOfExpectations(step, path, scope)];
  for (const [name, source] of Object.entries(step.remember ?? {})) {
    if (isReservedName(name)) {
      issues.push(issue('pack-value-invalid', [...path, 'remember', name], { found: name, expected: 'another name' }));
    }
    known.set(name, exemplars[Object.keys(source)[0] as ValueType]);
  }
  return issues;
}

const needingAssociation: readonly ActionName[] = ['get', 'set', 'action', 'release', 'replay', 'send'];

function problemsOfAssociation(step: StepStructure, path: Path, device: string, associated: Set<string>): Issue[] {
  if (step.associate !== undefined) associated.add(device);
  const [name] = actionsOf(step);
  if (name === undefined || !needingAssociation.includes(name) || associated.has(device)) return [];
  return [issue('pack-step-without-association', [...path, name], { expected: 'a step `associate` before' })];
}

/** Whether what an action takes can be made of it. */
function problemsOfAction({ request, get, set, action }: StepStructure, path: Path, scope: Scope): Issue[] {
  const attempts: readonly (readonly [Path, JsonValue | undefined, (resolved: JsonValue) => unknown])[] = [
    [['request', 'parameters'], request?.parameters, (given) => refuseUnsound(request?.srv ?? '', given)],
    [['set', 'value'], set?.value, (given) => encodeData(dataFromJson(given as JsonObject))],
    [['action', 'value'], action?.value, (given) => encodeData(dataFromJson(given as JsonObject))],
    [['get', 'range', 'from'], get?.range?.from, expectInstant],
    [['get', 'range', 'to'], get?.range?.to, expectInstant],
  ];
  return attempts.flatMap(([at, template, make]) =>
    template === undefined ? [] : problemsOf([...path, ...at], () => void make(resolve(template, scope))),
  );
}

function expectInstant(value: JsonValue): void {
  if (asInstant(value) !== undefined) return;
  throw new S1benchError('pack-value-invalid', { found: JSON.stringify(value), expected: 'an instant' });
}

function problemsOfExpectations(step: StepStructure, path: Path, scope: Scope): Issue[] {
  return Object.entries(step.expect ?? {}).flatMap(([at, { each, ...own }]) =>
    [own, each ?? {}].flatMap((wanted, i) =>
      Object.entries(wanted).flatMap(([name, wantedOperand]) => {
        const place = [...path, 'expect', at, ...(i === 1 ? ['each'] : []), name];
        return problemsOf(place, () => {
          const resolved = resolve(wantedOperand as JsonValue, scope);
          const operand: z.ZodType = matchers[name as MatcherName].operand;
          return operand.safeParse(resolved).error?.issues ?? [];
        });
      }),
    ),
  );
}

/** What `attempt` refuses, by a list of issues or by an error. */
function problemsOf(path: Path, attempt: () => unknown): Issue[] {
  try {
    const found = attempt();
    const issues = Array.isArray(found) ? (found as readonly Issue[]) : [];
    return issues.map((inner) => ({ ...inner, path: [...path, ...(inner.path ?? [])] }) as Issue);
  } catch (refused) {
    if (!isS1benchError(refused)) throw refused;
    return [refusal(path, refused)];
  }
}

function issue(code: ConstructorParameters<typeof S1benchError>[0], path: Path, detail: ErrorDetail): Issue {
  return refusal(path, new S1benchError(code, detail));
}

function refusal(path: Path, refused: S1benchError): Issue {
  return { code: 'custom', input: undefined, path: [...path], message: refused.expected ?? '', params: { refused } };
}
