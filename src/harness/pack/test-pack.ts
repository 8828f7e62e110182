import { z } from 'zod';
import { type Misfit, parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Required, requiredSchema } from './features.ts';
import { MOST_TESTS, writeOutForEach } from './for-each.ts';
import { type Requirement, refuseUntraced, requirementSchema } from './requirement.ts';
import { problemsOfTest } from './rules.ts';
import { testStructure } from './structure.ts';
import type { TestCase } from './test-case.ts';
import { toTestCase } from './to-test-case.ts';

export type { Step, TestCase } from './test-case.ts';

/** Files that one pack includes at most. */
const MOST_INCLUDED = 100;

const test = testStructure.transform((structure, context): TestCase => {
  if (context.issues.length === 0) context.issues.push(...problemsOfTest(structure));
  return context.issues.length > 0 ? z.NEVER : toTestCase(structure);
});

const tests = z.array(test).max(MOST_TESTS);
const commonShape = {
  title: z.string().min(1),
  evidence: z.string().optional().describe('Where the contents come from'),
  notes: z.string().optional(),
  requirements: z
    .array(requirementSchema)
    .max(MOST_TESTS)
    .default([])
    .describe('What its tests prove, each at least once'),
};

/** Tests of one subject, for packs to include. */
export interface TestSet {
  readonly kind: 'test-set';
  readonly title: string;
  readonly evidence?: string | undefined;
  readonly notes?: string | undefined;
  readonly requirements: readonly Requirement[];
  readonly tests: readonly TestCase[];
}

/** Each test begins with an installation as its SMSO left it: nothing of it is in the inventory. */
export type PackStanding = 'before-migration';

/** What the file of a pack itself says. */
export interface PackFile extends Omit<TestSet, 'kind'> {
  readonly kind: 'test-pack';
  readonly id: string;
  readonly version: string;
  /** Whether several installations may be tested at the same time; they may unless it says no. */
  readonly 'side-by-side'?: boolean | undefined;
  /** How the installation is when each of its tests begins, where it isn't the DCC's. */
  readonly standing?: PackStanding | undefined;
  /** What each of its tests requires, besides what it says itself. */
  readonly requires: readonly Required[];
  /** Files of test sets, relative to this one, in folders below its own or beside it. */
  readonly include: readonly string[];
}

/** A test pack, with all that it includes. */
export interface TestPack extends Omit<PackFile, 'include' | 'requires'> {
  /** What it is made of: the sets that it includes, in their order, and its own tests, where it has any. */
  readonly sets: readonly {
    readonly file?: string;
    readonly title: string;
    readonly evidence?: string | undefined;
    /** Ids of its tests, in their order. */
    readonly tests: readonly string[];
  }[];
}

/** The format of test sets; `testpacks/test-set.schema.json` is made from it. */
export const testSetSchema: z.ZodType<TestSet> = z
  .strictObject({ kind: z.literal('test-set'), ...commonShape, tests: tests.min(1) })
  .superRefine(refuseUntraced);

/** The format of test packs; `testpacks/test-pack.schema.json` is made from it. */
export const testPackSchema: z.ZodType<PackFile> = z
  .strictObject({
    kind: z.literal('test-pack'),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
    version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version such as 1.0.0'),
    'side-by-side': z
      .boolean()
      .optional()
      .describe('Whether several installations may be tested at the same time; without it they may'),
    standing: z
      .literal('before-migration')
      .optional()
      .describe('Each test begins with the installation as its SMSO left it, unknown to the DCC'),
    requires: z
      .array(requiredSchema)
      .max(20)
      .default([])
      .describe('What each of its tests requires besides what it says itself, such as active'),
    ...commonShape,
    include: z
      .array(
        z
          .string()
          .regex(
            /^(\.\.\/\w[\w.-]*\/)?(\w[\w.-]*\/)*\w[\w.-]*\.ya?ml$/,
            'a file below the folder of the pack or of one beside it, such as shared/reading.yaml',
          ),
      )
      .max(MOST_INCLUDED)
      .default([])
      .superRefine(refuseTwice)
      .describe('Files of test sets, relative to this one; their tests come first'),
    tests: tests.default([]),
  })
  .superRefine((pack, context) => {
    refuseUntraced(pack, context);
    if (context.issues.length > 0 || pack.tests.length > 0 || pack.include.length > 0) return;
    context.addIssue({
      code: 'custom',
      path: ['tests'],
      message: 'at least one test, here or in a file that it includes',
    });
  });

/** What a pack and the files that it includes say once, though each is read by itself. */
export class Taken {
  readonly #names = new Set<string>();

  /** The tests and requirements whose ids were taken before; from now on all of theirs are. */
  repeatedIn({ tests: own, requirements }: Pick<TestSet, 'tests' | 'requirements'>): readonly Misfit[] {
    return [...this.#take('tests', own), ...this.#take('requirements', requirements)];
  }

  #take(kind: 'tests' | 'requirements', entries: readonly { readonly id: string }[]): readonly Misfit[] {
    return entries.flatMap(({ id }, i) => {
      const name = `${kind}/${id}`;
      const isRepeated = this.#names.has(name);
      this.#names.add(name);
      if (!isRepeated) return [];
      const refused = new S1benchError('pack-id-repeated', { found: id, expected: 'each id once' });
      return [{ path: [kind, i, 'id'], refused }];
    });
  }
}

/**
 * What the file of a test pack says; what it includes is not looked at.
 * @throws DocumentErrors (`document-invalid`), each of its problems with file, line and column
 */
export function parsePackFile(text: string, file: string, taken = new Taken()): PackFile {
  const refuse = (pack: PackFile): readonly Misfit[] => taken.repeatedIn(pack);
  return parseDocument(text, file, testPackSchema, { rewrite: writeOutForEach, refuse });
}

/**
 * The tests in the text of a test set.
 * @throws DocumentErrors (`document-invalid`), each of its problems with file, line and column
 */
export function parseTestSet(text: string, file: string, taken = new Taken()): TestSet {
  const refuse = (set: TestSet): readonly Misfit[] => taken.repeatedIn(set);
  return parseDocument(text, file, testSetSchema, { rewrite: writeOutForEach, refuse });
}

function refuseTwice(files: readonly string[], context: z.RefinementCtx): void {
  files.forEach((file, i) => {
    if (files.indexOf(file) !== i) context.addIssue({ code: 'custom', path: [i], message: 'each file once' });
  });
}
