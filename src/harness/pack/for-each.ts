import type { Misfit, Path, Rewritten } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { isNamedInstant } from './reference.ts';
import { type Fields, isFields, Substitution } from './substitution.ts';

/** Tests of a file at most, once each `forEach` is written out. */
export const MOST_TESTS = 10_000;

/** One test of the document as it is written out: with the values of one element, or as it stands. */
interface Copy {
  /** Position of the test in the document. */
  readonly from: number;
  readonly bindings: Fields;
  readonly value: unknown;
}

const idPattern = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;
const keyPattern = /^[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/;

/**
 * Writes out the tests of a document that stand for several, before any schema sees them: one test for each element of
 * `forEach`, in their order, the element's `id` appended to the test's. A text that is nothing but `${key}` becomes the
 * value under that key, whatever its type; within longer texts and keys of maps the value is put in as text. Names that
 * the element doesn't have stay, for the run.
 */
export function writeOutForEach(document: unknown): Rewritten {
  const tests = isFields(document) ? document['tests'] : undefined;
  if (!Array.isArray(tests) || !tests.some((test) => isFields(test) && 'forEach' in test)) {
    return { value: document, originOf: (path) => path, problems: [] };
  }
  const writing = new WritingOut();
  const copies = writing.copiesOf(tests);
  return {
    value: { ...(document as Fields), tests: copies.map(({ value }) => value) },
    originOf: (path) => originOf(path, tests, copies),
    problems: writing.problems,
  };
}

class WritingOut {
  readonly problems: Misfit[] = [];
  readonly #substitution = new Substitution();

  copiesOf(tests: readonly unknown[]): readonly Copy[] {
    const copies: Copy[] = [];
    for (const [from, test] of tests.entries()) {
      if (!isFields(test) || !('forEach' in test)) {
        copies.push({ from, bindings: {}, value: test });
        continue;
      }
      const place = ['tests', from, 'forEach'];
      const elements = this.#elementsOf(test['forEach'], place);
      this.#refuseHidden(test, elements[0] ?? {}, ['tests', from]);
      const room = MOST_TESTS - copies.length;
      for (const bindings of elements.slice(0, room))
        copies.push({ from, bindings, value: this.#write(test, bindings) });
      if (elements.length <= room && !this.#substitution.isExhausted) continue;
      this.#refuse(place, undefined, `at most ${MOST_TESTS} tests in all, of bounded size`);
      break;
    }
    return copies;
  }

  /** The elements of one `forEach`, if all of them can be used. */
  #elementsOf(forEach: unknown, path: Path): readonly Fields[] {
    if (!Array.isArray(forEach) || forEach.length === 0) {
      this.#refuse(path, undefined, 'a list of maps, each with an `id`');
      return [];
    }
    const names = isFields(forEach[0]) ? Object.keys(forEach[0]) : [];
    const ids = new Set<unknown>();
    const sound = forEach.filter((element: unknown, i) => {
      const expected = expectedOf(element, names, ids);
      if (expected !== undefined) this.#refuse([...path, i], undefined, expected);
      return expected === undefined;
    });
    return sound.length === forEach.length ? (sound as readonly Fields[]) : [];
  }

  /** A value that a step remembers under the name of a key could never be referred to. */
  #refuseHidden(test: Fields, bindings: Fields, path: Path): void {
    for (const phase of ['preconditions', 'steps', 'cleanup']) {
      const steps = test[phase];
      for (const [i, step] of Array.isArray(steps) ? steps.entries() : []) {
        const remember: unknown = isFields(step) ? step['remember'] : undefined;
        const hidden = isFields(remember)
          ? Object.keys(remember).find((name) => Object.hasOwn(bindings, name))
          : undefined;
        if (hidden === undefined) continue;
        this.#refuse([...path, phase, i, 'remember', hidden], hidden, 'a name that is no key of `forEach`');
      }
    }
  }

  #write(test: Fields, bindings: Fields): unknown {
    const { forEach: _, id, ...rest } = test;
    const written = this.#substitution.of(rest, bindings) as Fields;
    return { id: typeof id === 'string' ? `${id}-${String(bindings['id'])}` : id, ...written };
  }

  #refuse(path: Path, found: string | undefined, expected: string): void {
    const detail = { ...(found !== undefined && { found }), expected };
    this.problems.push({ path, refused: new S1benchError('pack-for-each-invalid', detail) });
  }
}

/** What was expected of an element that can't be used. */
function expectedOf(element: unknown, names: readonly string[], ids: Set<unknown>): string | undefined {
  if (!isFields(element)) return 'a map with an `id`';
  const { id } = element;
  if (typeof id !== 'string' || !idPattern.test(id)) return '`id`, of letters, digits, points and hyphens';
  if (ids.has(id)) return 'each `id` once';
  ids.add(id);
  const keys = Object.keys(element);
  const wrong = keys.find((key) => !keyPattern.test(key) || isNamedInstant(key));
  if (wrong !== undefined) return `keys of letters, digits and hyphens that name no instant, not ${wrong}`;
  const alike = keys.length === names.length && names.every((name) => Object.hasOwn(element, name));
  return alike ? undefined : `the keys of the first element: ${names.join(', ')}`;
}

function originOf(path: Path, tests: readonly unknown[], copies: readonly Copy[]): Path {
  const [top, position, ...rest] = path;
  const copy = top === 'tests' && typeof position === 'number' ? copies[position] : undefined;
  if (copy === undefined) return path;
  return ['tests', copy.from, ...traceBack(rest, tests[copy.from], copy.bindings)];
}

/** The path in the document of what stands at `path` of a copy; of what a reference was replaced by, the reference. */
function traceBack(path: Path, written: unknown, bindings: Fields): Path {
  const [step, ...rest] = path;
  if (step === undefined || typeof written === 'string') return [];
  if (!isFields(written)) {
    const member: unknown = Array.isArray(written) ? written[Number(step)] : undefined;
    return [step, ...traceBack(rest, member, bindings)];
  }
  const key = keyThatBecame(String(step), written, bindings);
  return [key, ...traceBack(rest, written[key], bindings)];
}

function keyThatBecame(key: string, written: Fields, bindings: Fields): string {
  if (Object.hasOwn(written, key)) return key;
  const substitution = new Substitution();
  return Object.keys(written).find((candidate) => substitution.keyOf(candidate, bindings) === key) ?? key;
}
