import { type Action, usualOutcome } from './action.ts';
import { actionsOf } from './rules.ts';
import { parseSpan } from './span.ts';
import type { StepStructure, TestStructure } from './structure.ts';
import type { Step, TestCase } from './test-case.ts';
import { stepsOfSnapshot } from './unchanged.ts';

/** Of a test that says nothing itself, beside what it waits for on purpose: many times the longest wait for a gas meter. */
const USUAL_TIME_LIMIT = '24h';

/** A test of whose structure `problemsOfTest` says nothing. */
export function toTestCase(structure: TestStructure): TestCase {
  const { id, title, traces, evidence, needs, requires } = structure;
  const first = needs[0] as string;
  const toSteps = (steps: readonly StepStructure[]): Step[] => steps.map((step) => toStep(step, first));
  const snapshots = structure.unchanged.map((snapshot, i) => stepsOfSnapshot(snapshot, i, first));
  return {
    id,
    title,
    traces,
    needs,
    requires,
    evidence,
    timeLimit: timeLimitOf(structure).toString(),
    preconditions: toSteps(structure.preconditions),
    before: snapshots.map(({ before }) => before),
    steps: toSteps(structure.steps),
    after: snapshots.map(({ after }) => after),
    cleanup: toSteps(structure.cleanup),
  };
}

function timeLimitOf({ 'time-limit': limit, preconditions, steps }: TestStructure): Temporal.Duration {
  if (limit !== undefined) return parseSpan(limit);
  const waits = [...preconditions, ...steps].flatMap(({ wait, await: message, prompt, migrate }) =>
    [wait, message?.within, prompt?.within, migrate && `${migrate.days}d`].filter((span) => span !== undefined),
  );
  return [USUAL_TIME_LIMIT, ...waits].map(parseSpan).reduce((sum, span) => sum.add(span));
}

function toStep(structure: StepStructure, device: string): Step {
  const [name] = actionsOf(structure) as [Action['name']];
  const action = { name, with: structure[name] } as Action;
  const asked = structure.expect ?? {};
  const usual = Object.entries(usualOutcome(action, Object.keys(asked)));
  return {
    title: structure.title,
    device: structure.device ?? device,
    action,
    expect: { ...Object.fromEntries(usual.map(([path, value]) => [path, { equals: value }])), ...asked },
    remember: structure.remember ?? {},
  };
}
