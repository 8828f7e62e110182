import type { z } from 'zod';
import { type ErrorDetail, isS1benchError, S1benchError } from '../../core/errors.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import { asInstant } from '../checks/instant.ts';
import { type MatcherName, matchers } from '../checks/matchers.ts';
import { dataFromJson } from '../cosem-data.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type ActionName, type Actions, actionSchemas } from './action.ts';
import { exemplars, exemplaryNames } from './exemplars.ts';
import { problemsOfParameters } from './parameter-rules.ts';
import { IMAGE_FACT, isNamedInstant, isPlain, nameIn, resolve, type Scope, type ValueType } from './reference.ts';
import type { SnapshotStructure, StepStructure, TestStructure } from './structure.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodRawIssue;

/**
 * What the form of a test can't say: that each step does one thing, that references name what an earlier step
 * remembered and stand where a value of that type may stand, that Service Requests and COSEM values can be made, and
 * that something is checked at all. References are held against an exemplar of their type.
 */
export function problemsOfTest(test: TestStructure): Issue[] {
  const known = exemplaryNames(test.needs);
  const associated = new Set<string>();
  const first = test.needs[0] as string;
  const ofPhase = (phase: 'preconditions' | 'steps' | 'cleanup'): Issue[] =>
    test[phase].flatMap((step, i) => [
      ...problemsOfStep(step, [phase, i], step.device ?? first, known),
      ...problemsOfAssociation(step, [phase, i], step.device ?? first, associated),
    ]);
  const issues = [
    ...ofPhase('preconditions'),
    ...test.unchanged.flatMap((snapshot, i) => problemsOfSnapshot(snapshot, ['unchanged', i], first, known)),
    ...ofPhase('steps'),
    ...ofPhase('cleanup'),
  ];
  const asks = test.steps.some((step) => Object.keys(step.expect ?? {}).length > 0);
  if (!asks && test.unchanged.length === 0) {
    issues.push(issue('pack-test-without-check', ['steps'], { expected: 'a step with `expect`' }));
  }
  return issues;
}

const actionNames = Object.keys(actionSchemas) as ActionName[];

/** The names of the actions that a step would carry out. */
export function actionsOf(step: StepStructure): ActionName[] {
  return actionNames.filter((name) => step[name] !== undefined);
}

function problemsOfStep(step: StepStructure, path: Path, device: string, known: Map<string, JsonValue>): Issue[] {
  const actions = actionsOf(step);
  if (actions.length !== 1) {
    const found = actions.length === 0 ? 'nothing to do' : actions.join(' and ');
    return [issue('pack-step-ambiguous', path, { found, expected: `one of ${actionNames.join(', ')}` })];
  }
  const scope = scopeOf(known);
  const issues = [...problemsOfAction(step, path, device, scope), ...problemsOfExpectations(step, path, scope)];
  for (const [name, source] of Object.entries(step.remember ?? {})) {
    if (isNamedInstant(name)) {
      issues.push(issue('pack-name-reserved', [...path, 'remember', name], { found: name, expected: 'another name' }));
    }
    known.set(name, exemplars[Object.keys(source)[0] as ValueType]);
  }
  return issues;
}

function problemsOfSnapshot(
  { request, device = '' }: SnapshotStructure,
  path: Path,
  first: string,
  known: Map<string, JsonValue>,
): Issue[] {
  return problemsOfRequest(request, [...path, 'request'], device || first, scopeOf(known));
}

const exemplaryNow = Temporal.Instant.from(exemplars.instant as string);

function scopeOf(remembered: ReadonlyMap<string, JsonValue>): Scope {
  return { now: exemplaryNow, remembered };
}

const needingAssociation: readonly ActionName[] = [
  ...(['get', 'set', 'action', 'transfer-keys', 'release', 'replay', 'send'] as const),
];

function problemsOfAssociation(step: StepStructure, path: Path, device: string, associated: Set<string>): Issue[] {
  if (step.associate !== undefined) associated.add(device);
  const [name] = actionsOf(step);
  if (name === undefined || !needingAssociation.includes(name) || associated.has(device)) return [];
  return [issue('pack-step-without-association', [...path, name], { expected: 'a step `associate` before' })];
}

/** Whether what an action takes can be made of it. */
function problemsOfAction(step: StepStructure, path: Path, device: string, scope: Scope): Issue[] {
  const { request, get, set, action, vend, prompt, migrate } = step;
  const attempts: readonly (readonly [Path, JsonValue | undefined, (resolved: JsonValue) => unknown])[] = [
    [['set', 'value'], set?.value, (given) => encodeData(dataFromJson(given as JsonObject))],
    [['action', 'value'], action?.value, (given) => encodeData(dataFromJson(given as JsonObject))],
    [['get', 'range', 'from'], get?.range?.from, expectInstant],
    [['get', 'range', 'to'], get?.range?.to, expectInstant],
    [['vend', 'pence'], vend?.pence, expectNumber],
    [['prompt', 'simulated'], prompt?.simulated as JsonValue | undefined, () => undefined],
    [['migrate'], migrate as JsonValue | undefined, () => undefined],
  ];
  return [
    ...(request === undefined ? [] : problemsOfRequest(request, [...path, 'request'], device, scope)),
    ...attempts.flatMap(([at, template, make]) =>
      template === undefined ? [] : problemsOf([...path, ...at], () => void make(resolve(template, scope))),
    ),
  ];
}

function problemsOfRequest(request: Actions['request'], path: Path, device: string, scope: Scope): Issue[] {
  const addresses = ['user', 'target'] as const;
  return [
    ...addresses.flatMap((key) => problemsOf([...path, key], () => void resolve(request[key] ?? '', scope))),
    ...problemsOf([...path, 'parameters'], () => {
      const problems = problemsOfParameters(request, device, scope);
      if (request.unsound !== true) return problems.map(({ path: at, refused }) => refusal(at, refused));
      return problems.length > 0 ? [] : [issue('pack-request-sound', [], { found: `SRV ${request.srv}` })];
    }),
  ];
}

function expectInstant(value: JsonValue): void {
  if (asInstant(value) !== undefined) return;
  throw new S1benchError('pack-value-invalid', { found: JSON.stringify(value), expected: 'an instant' });
}

function expectNumber(value: JsonValue): void {
  if (typeof value === 'number') return;
  throw new S1benchError('pack-value-invalid', { found: JSON.stringify(value), expected: 'a number' });
}

function problemsOfExpectations(step: StepStructure, path: Path, scope: Scope): Issue[] {
  return Object.entries(step.expect ?? {}).flatMap(([at, { each, ...own }]) =>
    [own, each ?? {}].flatMap((wanted, i) =>
      Object.entries(wanted).flatMap(([name, operand]) => {
        const place = [...path, 'expect', at, ...(i === 1 ? ['each'] : []), name];
        return problemsOf(place, () => problemsOfOperand(name as MatcherName, operand as JsonValue, scope));
      }),
    ),
  );
}

function problemsOfOperand(name: MatcherName, operand: JsonValue, scope: Scope): readonly object[] {
  const resolved = resolve(operand, scope);
  if (namesWithin(operand).some((inner) => inner.endsWith(`.${IMAGE_FACT}`))) {
    throw new S1benchError('pack-reference-invalid', { expected: 'a fact that is in the evidence, not an image' });
  }
  // Of a value that may be anything only the run can say whether it fits.
  if (namesWithin(operand).some((inner) => scope.remembered.get(inner) === exemplars.json)) return [];
  const operandSchema: z.ZodType = matchers[name].operand;
  return operandSchema.safeParse(resolved).error?.issues ?? [];
}

function namesWithin(value: JsonValue): readonly string[] {
  if (isPlain(value)) return [];
  if (typeof value === 'string') return [nameIn(value) ?? []].flat();
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesWithin) : [];
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
