import { z } from 'zod';
import { parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Expectations } from '../checks/evaluate.ts';
import { type Action, usualOutcome } from './action.ts';
import { actionsOf, problemsOfTest } from './rules.ts';
import { type StepStructure, type TestStructure, testStructure } from './structure.ts';

export interface Step extends Expectations {
  readonly title?: string | undefined;
  /** The device by its role in the installation or on the bench, for example `esme`. */
  readonly device: string;
  readonly action: Action;
}

export interface TestCase {
  readonly id: string;
  readonly title: string;
  readonly traces: readonly string[];
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
  readonly cleanup: readonly Step[];
}

export interface TestPack {
  readonly kind: 'test-pack';
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly evidence?: string | undefined;
  readonly notes?: string | undefined;
  readonly tests: readonly TestCase[];
}

const test = testStructure.transform((structure, context): TestCase => {
  if (context.issues.length === 0) context.issues.push(...problemsOfTest(structure));
  return context.issues.length > 0 ? z.NEVER : toTest(structure);
});

/** The format of test packs; `testpacks/test-pack.schema.json` is made from it. */
export const testPackSchema: z.ZodType<TestPack> = z.strictObject({
  kind: z.literal('test-pack'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  title: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0'),
  evidence: z.string().optional().describe('Where the contents of the pack come from'),
  notes: z.string().optional(),
  tests: z.array(test).min(1).max(10_000).superRefine(refuseRepeatedIds),
});

/**
 * The test pack in a text.
 * @throws DocumentErrors (`document-invalid`), each of its problems with file, line and column
 */
export function parseTestPack(text: string, file: string): TestPack {
  return parseDocument(text, file, testPackSchema);
}

function toTest({ id, title, traces, needs, steps, cleanup }: TestStructure): TestCase {
  const device = needs[0] as string;
  const toSteps = (structures: readonly StepStructure[]): Step[] => structures.map((one) => toStep(one, device));
  return { id, title, traces, needs, steps: toSteps(steps), cleanup: toSteps(cleanup) };
}

function toStep(structure: StepStructure, device: string): Step {
  const [name] = actionsOf(structure) as [Action['name']];
  const usual = usualOutcome[name];
  return {
    title: structure.title,
    device: structure.device ?? device,
    action: { name, with: structure[name] } as Action,
    expect: { ...(usual && { [usual.path]: { equals: usual.value } }), ...structure.expect },
    remember: structure.remember ?? {},
  };
}

function refuseRepeatedIds(tests: readonly TestCase[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  tests.forEach(({ id }, i) => {
    if (seen.has(id)) {
      const refused = new S1benchError('pack-id-repeated', { found: id, expected: 'each id once' });
      context.addIssue({ code: 'custom', path: [i, 'id'], message: 'each id once', params: { refused } });
    }
    seen.add(id);
  });
}
