import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument as parseYaml,
} from 'yaml';
import { z } from 'zod';
import { inspectStructure, keyName, plainValue } from './document-structure.ts';
import type { ErrorCode } from './error-catalogue.ts';
import { isS1benchError, S1benchError } from './errors.ts';

/** Characters of a document at most. */
export const LARGEST_DOCUMENT = 1 << 20;
/** Bounds of a document, so that a hostile one costs little: characters, levels of nesting, uses of an alias. */
const LIMITS = { characters: LARGEST_DOCUMENT, depth: 64, aliases: 100 } as const;
/** How many problems one refusal lists at most. */
const MOST_PROBLEMS = 50;

/** A file that was refused, with every problem that was found in it; its message lists them, one a line. */
export class DocumentErrors extends S1benchError {
  readonly problems: readonly S1benchError[];

  constructor(file: string, problems: readonly S1benchError[]) {
    super('document-invalid', { where: { file }, found: `${problems.length} problem(s)` });
    this.problems = problems;
    this.message = problems.map((problem) => problem.message).join('\n');
  }
}

export interface DocumentOptions<T = unknown> {
  /** Whether the text holds keys: then no error quotes anything of it, for a slip may put a key anywhere. */
  readonly secret?: boolean;
  /** Makes of the value in the text the one that the schema is to see. */
  readonly rewrite?: (value: unknown) => Rewritten;
  /** What else is wrong with a value that fits the schema, by what its reader alone knows. */
  readonly refuse?: (value: T) => readonly Misfit[];
}

/** A place in the value of a document, and what was refused there. */
export interface Misfit {
  readonly path: Path;
  readonly refused: S1benchError;
}

/** The value of a document as it was made anew, before any schema saw it. */
export interface Rewritten {
  readonly value: unknown;
  /** Where in the text stands what is at a path of the value: the innermost place that it was made of. */
  originOf(path: Path): Path;
  /** What could not be made anew, by paths of the text: then the document is refused. */
  readonly problems: readonly Misfit[];
}

/**
 * The value of a YAML (or JSON) text that fits a schema. Keys that a strict object doesn't know, repeated keys,
 * unknown tags and more than one document in a text are refused.
 * @param file name of the file that the text comes from, for the messages
 * @throws DocumentErrors (`document-invalid`) whose problems are `document-too-large`, `document-syntax`,
 *   `document-key-repeated`, `document-key-unknown`, `document-key-missing`, `document-value-invalid`, or any error
 *   that a `parsedBy` raises; each names line and column, the value found, and what was expected
 */
export function parseDocument<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  options: DocumentOptions<T> = {},
): T {
  const source = new Source(text, file, options.secret ?? false);
  const written = source.value();
  const rewritten = options.rewrite?.(written);
  const unwritten = (rewritten?.problems ?? []).map(({ path, refused }) => source.problemAt(path, refused));
  if (unwritten.length > 0) throw new DocumentErrors(file, unwritten.slice(0, MOST_PROBLEMS));
  const result = schema.safeParse(rewritten === undefined ? written : rewritten.value);
  const misfits = result.success ? (options.refuse?.(result.data) ?? []) : [];
  if (result.success && misfits.length === 0) return result.data;
  const problems = [
    ...(result.error?.issues ?? []).flatMap(issuesOfBestBranch).flatMap((issue) => source.problemsOf(issue, rewritten)),
    ...misfits.map(({ path, refused }) => source.problemAt(rewritten?.originOf(path) ?? path, refused)),
  ];
  // What is written once and stands for several values may be wrong in all of them alike.
  const different = new Map(problems.map((problem) => [problem.message, problem]));
  throw new DocumentErrors(file, [...different.values()].slice(0, MOST_PROBLEMS));
}

/** A schema for a text that `parse` turns into its value; what `parse` refuses keeps its own error code. */
export function parsedBy<T>(parse: (text: string) => T): z.ZodType<T> {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (refused) {
      if (!isS1benchError(refused)) throw refused;
      context.issues.push({ code: 'custom', input: text, params: { refused } });
      return z.NEVER;
    }
  });
}

/** Like `parsedBy`, for key material: the value found never appears in the error. */
export function secretParsedBy<T>(expected: string, parse: (text: string) => T): z.ZodType<T> {
  return z.unknown().transform((value, context) => {
    try {
      if (typeof value === 'string') return parse(value);
    } catch (refused) {
      if (!isS1benchError(refused)) throw refused;
    }
    context.issues.push({ code: 'custom', input: undefined, message: expected, params: { secret: true } });
    return z.NEVER;
  });
}

export type Path = readonly PropertyKey[];

class Source {
  readonly #file: string;
  readonly #isSecret: boolean;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();
  /** What each alias stands for: the library's own look-up goes through the whole document for each. */
  readonly #targets: ReadonlyMap<unknown, unknown> | undefined;

  constructor(text: string, file: string, isSecret: boolean) {
    this.#file = file;
    this.#isSecret = isSecret;
    if (text.length > LIMITS.characters) {
      throw new DocumentErrors(file, [
        this.#problem('document-too-large', undefined, [], `${text.length} characters`, `at most ${LIMITS.characters}`),
      ]);
    }
    this.#document = parseYaml(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      resolveKnownTags: false,
      stringKeys: true,
      // Looked for below: the library's own look-up costs the square of the number of keys.
      uniqueKeys: false,
    });
    const { targets, problems: structural } = inspectStructure(this.#document, LIMITS);
    this.#targets = targets;
    const problems = [
      ...this.#syntaxProblems(),
      ...structural.map(({ code, node, found, expected }) => this.#problem(code, node, [], found, expected)),
    ];
    if (problems.length > 0) throw new DocumentErrors(file, problems.slice(0, MOST_PROBLEMS));
  }

  value(): unknown {
    return plainValue(this.#document, this.#targets ?? new Map());
  }

  problemsOf(issue: z.core.$ZodIssue, rewritten?: Rewritten): S1benchError[] {
    const originOf = (path: Path): Path => rewritten?.originOf(path) ?? path;
    const path = originOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const place = originOf([...issue.path, key]);
        return this.#problem(
          'document-key-unknown',
          this.#pairAt(place)?.key,
          this.#isSecret ? path : place,
          JSON.stringify(key),
        );
      });
    }
    if (issue.code === 'invalid_key') {
      const expected = issue.issues.map(expectation).join(' and ');
      const key = JSON.stringify(issue.path.at(-1));
      return [this.#problem('document-key-unknown', this.#pairAt(path)?.key, path, key, expected)];
    }
    const { refused, secret } = (issue.code === 'custom' && issue.params) || {};
    if (isS1benchError(refused)) return [this.problemAt(path, refused)];
    const node = this.#nodeAt(path);
    const value = rewritten === undefined ? undefined : memberAt(rewritten.value, issue.path);
    if ((rewritten === undefined ? node : value) === undefined && path.length > 0) {
      return [this.#problem('document-key-missing', this.#nearest(path), path, undefined, expectation(issue))];
    }
    const shown = rewritten === undefined ? this.#show(node) : showValue(value);
    const found = secret === true ? undefined : shown;
    return [this.#problem('document-value-invalid', node ?? this.#nearest(path), path, found, expectation(issue))];
  }

  /** An error of its own, with its place: what a shorthand stands for has none in the text, and gets the nearest. */
  problemAt(path: Path, { code, found, expected }: S1benchError): S1benchError {
    return this.#problem(code, this.#nodeAt(path) ?? this.#nearest(path), path, found, expected);
  }

  #syntaxProblems(): S1benchError[] {
    return [...this.#document.errors, ...this.#document.warnings]
      .slice(0, MOST_PROBLEMS)
      .map((error) => this.#problem('document-syntax', error.pos[0], [], error.message));
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets?.get(node) : node;
  }

  #pairAt(path: Path): Pair | undefined {
    const parent = this.#nodeAt(path.slice(0, -1));
    return isMap(parent) ? parent.items.find(({ key }) => keyName(key) === String(path.at(-1))) : undefined;
  }

  #nodeAt(path: Path): unknown {
    let node: unknown = this.#resolve(this.#document.contents);
    for (const step of path) {
      if (isMap(node)) node = node.items.find(({ key }) => keyName(key) === String(step))?.value;
      else node = isSeq(node) ? node.items[Number(step)] : undefined;
      node = this.#resolve(node);
    }
    return node ?? undefined;
  }

  /** What stands closest above a place where nothing is: a key, an element of a list, or the whole document. */
  #nearest(path: Path): unknown {
    for (let length = path.length - 1; length > 0; length--) {
      const place = path.slice(0, length);
      const node = this.#pairAt(place)?.key ?? this.#nodeAt(place);
      if (node !== undefined) return node;
    }
    return this.#document.contents;
  }

  #show(node: unknown): string {
    if (isMap(node)) return 'a map';
    if (isSeq(node)) return 'a list';
    return isScalar(node) ? showValue(node.value) : 'nothing';
  }

  #problem(code: ErrorCode, at: unknown, path: Path, found?: string, expected?: string): S1benchError {
    const offset = typeof at === 'number' ? at : (at as Node | null | undefined)?.range?.[0];
    const position = offset === undefined ? { line: 1, col: 1 } : this.#lines.linePos(offset);
    return new S1benchError(code, {
      where: {
        file: this.#file,
        line: Math.max(1, position.line),
        column: Math.max(1, position.col),
        ...(path.length > 0 && { path: formatPath(path) }),
      },
      ...(found !== undefined && !this.#isSecret && { found }),
      ...(expected !== undefined && expected !== '' && { expected }),
    });
  }
}

/** Of a union in which nothing fits, what came furthest with the fewest problems is what was meant. */
function issuesOfBestBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((errors) =>
    errors.flatMap(issuesOfBestBranch).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const [furthest] = branches.sort((a, b) => depthOf(b) - depthOf(a) || problemsIn(a) - problemsIn(b));
  if (furthest !== undefined && depthOf(furthest) > issue.path.length) return furthest;
  return [{ ...issue, message: [...new Set(branches.flat().map(expectation))].join(' or ') }];
}

/** How far into the document a branch of a union came before it was refused. */
function depthOf(branch: readonly z.core.$ZodIssue[]): number {
  return Math.max(...branch.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
}

function problemsIn(branch: readonly z.core.$ZodIssue[]): number {
  return branch.reduce((count, issue) => count + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/** What a schema expected, taken from its message without the lead-in and the part that says what was received. */
export function expectation(issue: Pick<z.core.$ZodIssue, 'code' | 'message'>): string {
  if (issue.code === 'custom') return issue.message;
  return issue.message.replace(/^(Invalid|Too|Unrec)[^:.]*[:.] (expected )?/i, '').replace(/, received .*$/s, '');
}

function memberAt(value: unknown, path: Path): unknown {
  let member = value;
  for (const step of path) {
    if (typeof member !== 'object' || member === null || !Object.hasOwn(member, step)) return undefined;
    member = (member as Readonly<Record<PropertyKey, unknown>>)[step];
  }
  return member;
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return shorten(typeof value === 'string' ? JSON.stringify(value) : String(value));
}

/** `tests[3].steps[0].request` */
function formatPath(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
