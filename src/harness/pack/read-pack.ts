import { posix } from 'node:path';
import { DocumentErrors } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { MOST_TESTS } from './for-each.ts';
import type { TestCase } from './test-case.ts';
import { type PackFile, parsePackFile, parseTestSet, Taken, type TestPack, type TestSet } from './test-pack.ts';

/** A file that a pack includes, by its path relative to the pack. */
export interface IncludedFile {
  readonly file: string;
  readonly text: string;
}

/** A test pack with the texts that it was read from. */
export interface PackSource {
  readonly pack: TestPack;
  /** Of its own file. */
  readonly text: string;
  readonly included: readonly IncludedFile[];
}

/**
 * Reads a test pack and all that it includes.
 * @param file name of the pack, for the messages; those of the files that it includes are made from it
 * @param read gives the text of an included file, by its path relative to the pack
 * @throws DocumentErrors with the problems of all its files, and what `read` throws
 */
export function readPack(text: string, file: string, read: (included: string) => string): PackSource {
  const taken = new Taken();
  const own = parsePackFile(text, file, taken);
  const included = own.include.map((path) => ({ file: path, text: read(path) }));
  const problems: S1benchError[] = [];
  const sets = included.flatMap(({ file: path, text: content }): TestSet[] => {
    try {
      return [parseTestSet(content, besideOf(file, path), taken)];
    } catch (error) {
      if (!(error instanceof DocumentErrors)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new DocumentErrors(file, problems);
  return { pack: together(own, sets, file), text, included };
}

function together({ include, requires, ...own }: PackFile, included: readonly TestSet[], file: string): TestPack {
  const all = [...included, own];
  const tests = all.flatMap((set) => set.tests.map((test) => ({ ...test, requires: [...requires, ...test.requires] })));
  if (tests.length > MOST_TESTS) {
    const detail = { where: { file }, found: `${tests.length} tests`, expected: `at most ${MOST_TESTS}` };
    throw new DocumentErrors(file, [new S1benchError('document-value-invalid', detail)]);
  }
  const migrating = own.standing === undefined ? tests.find(migrates) : undefined;
  if (migrating !== undefined) {
    const detail = { where: { file }, found: migrating.id, expected: 'standing: before-migration' };
    throw new DocumentErrors(file, [new S1benchError('pack-standing-missing', detail)]);
  }
  const named = included.map((set, i) => ({ file: include[i] as string, ...partOf(set) }));
  return {
    ...own,
    requirements: all.flatMap(({ requirements }) => requirements),
    tests,
    sets: own.tests.length === 0 ? named : [...named, partOf(own)],
  };
}

function partOf({ title, evidence, tests }: Pick<TestSet, 'title' | 'evidence' | 'tests'>): TestPack['sets'][number] {
  return { title, evidence, tests: tests.map(({ id }) => id) };
}

function migrates({ preconditions, steps, cleanup }: TestCase): boolean {
  return [...preconditions, ...steps, ...cleanup].some(({ action }) => action.name === 'migrate');
}

/** The path of an included file as people would write it where they wrote that of the pack. */
function besideOf(pack: string, included: string): string {
  const normal = pack.replaceAll('\\', '/');
  return posix.join(posix.dirname(normal), included);
}

/**
 * The test pack in a text that includes no other files.
 * @throws DocumentErrors (`document-invalid`), `file-unreadable`
 */
export function parseTestPack(text: string, file: string): TestPack {
  const { pack } = readPack(text, file, (included) => {
    throw new S1benchError('file-unreadable', { where: { file: besideOf(file, included) }, found: 'a text alone' });
  });
  return pack;
}
