import { S1benchError } from '../../core/errors.ts';

/** What a test of a run can be chosen by. */
export interface Selectable {
  /** Of the pack, of the test, and of both: `pack id/test id`. */
  readonly names: readonly string[];
  /** Clauses, Service Requests and requirements. */
  readonly traces: readonly string[];
}

const MOST_SUGGESTED = 10;

/**
 * Those that are chosen: each word is the id of a test or of a pack, a clause, Service Request or requirement that a test
 * traces to (`SRV 7.2`, `R-7.2-1`), or a pattern of any of these, in which `*` stands for any characters and `?` for one.
 * Without a word all of them.
 * @throws `pack-test-unknown` if a word chooses nothing
 */
export function selected<T extends Selectable>(all: readonly T[], words: readonly string[]): readonly T[] {
  if (words.length === 0) return all;
  const choices = words.map((word) => ({ word, matches: matcherOf(word) }));
  const unknown = choices.find(({ matches }) => !all.some((test) => chooses(matches, test)));
  if (unknown !== undefined) {
    throw new S1benchError('pack-test-unknown', { found: unknown.word, expected: suggestions(all, unknown.word) });
  }
  return all.filter((test) => choices.some(({ matches }) => chooses(matches, test)));
}

function chooses(matches: (text: string) => boolean, { names, traces }: Selectable): boolean {
  return names.some(matches) || traces.some(matches);
}

function matcherOf(word: string): (text: string) => boolean {
  if (!/[*?]/.test(word)) return (text) => text === word;
  const escaped = word.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 'u');
  return (text) => pattern.test(text);
}

/** The full names that begin most like the word, so that a slip shows. */
function suggestions(all: readonly Selectable[], word: string): string {
  const ranked = all
    .map(({ names }) => ({
      name: names.at(-1) ?? '',
      likeness: Math.max(...names.map((name) => inCommon(name, word))),
    }))
    .sort((a, b) => b.likeness - a.likeness);
  const more = ranked.length > MOST_SUGGESTED ? ` or one of ${ranked.length - MOST_SUGGESTED} more` : '';
  const shown = ranked.slice(0, MOST_SUGGESTED).map(({ name }) => name);
  return `${shown.join(', ')}${more}`;
}

function inCommon(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
