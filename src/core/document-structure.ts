import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Pair } from 'yaml';
import type { ErrorCode } from './error-catalogue.ts';

/** Something in a document that the grammar allows and a document here may not have. */
export interface StructureProblem {
  readonly code: ErrorCode;
  readonly node: unknown;
  readonly found?: string;
  readonly expected: string;
}

export interface StructureLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Uses of an alias. */
  readonly aliases: number;
}

/**
 * Goes through a parsed document once, and gives what each alias in it stands for, and what is wrong with its structure:
 * aliases of nothing whole before them, or of what multiplies to too much, keys that come twice, too many levels. The
 * library can find all of these, in times that grow with the square of the document.
 */
export function inspectStructure(document: Document.Parsed, limits: StructureLimits): Inspection {
  const inspection = new Inspection(limits);
  inspection.visit(document.contents);
  return inspection;
}

/**
 * The value of a document in whose structure nothing is wrong; an alias is the very value that it stands for.
 * @param targets what each alias stands for
 */
export function plainValue({ contents }: Document.Parsed, targets: ReadonlyMap<unknown, unknown>): unknown {
  return new Reading(targets).read(contents);
}

class Reading {
  readonly #targets: ReadonlyMap<unknown, unknown>;
  readonly #anchored = new Map<unknown, unknown>();

  constructor(targets: ReadonlyMap<unknown, unknown>) {
    this.#targets = targets;
  }

  read(node: unknown): unknown {
    if (isAlias(node)) return this.#anchored.get(this.#targets.get(node));
    if (!isNode(node)) return null;
    const value = isScalar(node) ? node.value : this.#readItems(node);
    if (node.anchor !== undefined) this.#anchored.set(node, value);
    return value;
  }

  #readItems(node: unknown): unknown {
    if (isSeq(node)) return node.items.map((item) => this.read(item));
    const pairs: readonly Pair[] = isMap(node) ? node.items : [];
    // Also a key such as `__proto__` becomes one of its own.
    return Object.fromEntries(pairs.map(({ key, value }) => [keyName(key), this.read(value)]));
  }
}

class Inspection {
  readonly targets = new Map<unknown, unknown>();
  readonly problems: StructureProblem[] = [];
  readonly #limits: StructureLimits;
  readonly #anchored = new Map<string, unknown>();
  /** How often each anchored value was used, and what one use comes to with the aliases in it. */
  readonly #uses = new Map<unknown, { readonly times: number; readonly each: number }>();
  /** The collections in which the node at hand stands, the outermost first. */
  readonly #around: unknown[] = [];
  #isOver = false;

  constructor(limits: StructureLimits) {
    this.#limits = limits;
  }

  visit(node: unknown): void {
    if (this.#isOver) return;
    if (isPair(node)) {
      this.visit(node.key);
      this.visit(node.value);
    } else if (isAlias(node)) {
      this.#visitAlias(node);
    } else if (isScalar(node)) {
      if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
    } else if (isCollection(node)) {
      if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
      if (isMap(node)) this.#refuseRepeatedKeys(node.items);
      this.#visitItems(node, node.items);
    }
  }

  #visitItems(node: unknown, items: readonly unknown[]): void {
    if (this.#around.length >= this.#limits.depth) {
      this.#stop(node, `at most ${this.#limits.depth} levels`);
      return;
    }
    this.#around.push(node);
    for (const item of items) this.visit(item);
    this.#around.pop();
  }

  #visitAlias(node: { readonly source: string }): void {
    if (this.targets.size >= this.#limits.aliases) {
      this.#stop(node, `at most ${this.#limits.aliases} aliases`);
      return;
    }
    const target = this.#anchored.get(node.source);
    this.targets.set(node, target);
    if (target === undefined || this.#around.includes(target)) {
      const found = `*${node.source}`;
      this.problems.push({ code: 'document-syntax', node, found, expected: 'an alias of a whole value before it' });
      return;
    }
    const { times, each } = this.#uses.get(target) ?? { times: 0, each: this.#usesWithin(target) };
    this.#uses.set(target, { times: times + 1, each });
    if ((times + 1) * each <= this.#limits.aliases) return;
    this.#stop(node, `at most ${this.#limits.aliases} uses of aliases, those within an aliased value included`);
  }

  /** By how much one more use of a value multiplies the aliases in it. */
  #usesWithin(node: unknown): number {
    if (isPair(node)) return Math.max(this.#usesWithin(node.key), this.#usesWithin(node.value));
    if (isCollection(node)) return node.items.reduce((most: number, item) => Math.max(most, this.#usesWithin(item)), 1);
    const { times, each } = this.#uses.get(this.targets.get(node)) ?? { times: 1, each: 1 };
    return times * each;
  }

  #refuseRepeatedKeys(pairs: readonly Pair[]): void {
    const seen = new Set<string>();
    for (const { key } of pairs) {
      const name = keyName(key);
      if (seen.has(name)) {
        const found = JSON.stringify(name);
        this.problems.push({ code: 'document-key-repeated', node: key, found, expected: 'each key once' });
      }
      seen.add(name);
    }
  }

  #stop(node: unknown, expected: string): void {
    this.problems.push({ code: 'document-syntax', node, expected });
    this.#isOver = true;
  }
}

export function keyName(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
