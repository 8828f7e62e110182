import { XmlElement, type XmlTreeNode } from 'libxml2-wasm';
import { S1benchError } from '../../../core/errors.ts';
import type { Scalar } from './scalars.ts';

/** Installations of a file, and whatever else there is a list of. */
export const MOST_CHILDREN = 100_000;

/** Namespace of the files of a migration. */
export const NAMESPACE = 'urn:s1bench:migration-files:1';

/**
 * How values of one type are an element: written, read, and told of in the schema, all three by one list of fields. What
 * is said stands in attributes; elements hold elements only.
 */
export interface Shape<T> {
  /** Name of its complex type in the schema. */
  readonly type: string;
  readonly fields: readonly (readonly [key: string, field: Field<unknown>])[];
  /** Appends the element, an element a line. */
  write(value: T, name: string, to: string[], depth: number): void;
  /**
   * The value of an element, as long as its document is there; of a hostile one no more is read than the first misfit.
   * @param end of what is read in it: an element in it that belongs to something else, and those after it
   * @throws `migration-file-invalid` with the line
   */
  read(element: XmlElement, end?: XmlElement): T;
}

/** How one property of a value stands in its element. */
export type Field<T> = AttributeField<T> | ChildField<T>;

interface AttributeField<T> {
  readonly in: 'attribute';
  readonly scalar: Scalar<Exclude<T, undefined>>;
  readonly isRequired: boolean;
}

interface ChildField<T> {
  readonly in: 'children';
  readonly name: string;
  readonly shape: Shape<unknown>;
  readonly least: 0 | 1;
  readonly most: 1 | typeof Number.POSITIVE_INFINITY;
  /** The values of the elements, and the property that they come from. */
  toValues(property: T): readonly unknown[];
  fromValues(values: readonly unknown[]): T;
}

export function attribute<T>(scalar: Scalar<T>): Field<T> {
  return { in: 'attribute', scalar: scalar as Scalar<Exclude<T, undefined>>, isRequired: true };
}

export function optionalAttribute<T>(scalar: Scalar<T>): Field<T | undefined> {
  return { in: 'attribute', scalar: scalar as Scalar<Exclude<T, undefined>>, isRequired: false };
}

export function child<T>(name: string, shape: Shape<T>): Field<T> {
  return {
    ...{ in: 'children', name, shape: shape as Shape<unknown>, least: 1, most: 1 },
    toValues: (property) => [property],
    fromValues: ([value]) => value as T,
  };
}

export function optionalChild<T>(name: string, shape: Shape<T>): Field<T | undefined> {
  return {
    ...{ in: 'children', name, shape: shape as Shape<unknown>, least: 0, most: 1 },
    toValues: (property) => (property === undefined ? [] : [property]),
    fromValues: ([value]) => value as T | undefined,
  };
}

export function list<T>(name: string, shape: Shape<T>): Field<readonly T[]> {
  return {
    ...{ in: 'children', name, shape: shape as Shape<unknown>, least: 0, most: Number.POSITIVE_INFINITY },
    toValues: (property) => property,
    fromValues: (values) => values as readonly T[],
  };
}

/** The shape of an object: a field for each of its properties. */
export function shape<T extends object>(type: string, fields: { readonly [K in keyof T]-?: Field<T[K]> }): Shape<T> {
  const all = Object.entries(fields) as [string, Field<unknown>][];
  const attributes = all.flatMap(([key, field]) => (field.in === 'attribute' ? [[key, field] as const] : []));
  const children = all.flatMap(([key, field]) => (field.in === 'children' ? [[key, field] as const] : []));

  function write(value: T, name: string, to: string[], depth: number): void {
    const properties = value as Readonly<Record<string, unknown>>;
    const indent = '  '.repeat(depth);
    let start = `${indent}<${name}`;
    for (const [key, { scalar, isRequired }] of attributes) {
      const property = properties[key];
      if (property !== undefined || isRequired) start += ` ${key}="${escapeText(scalar.write(property))}"`;
    }
    const at = to.push(start) - 1;
    for (const [key, field] of children) {
      for (const each of field.toValues(properties[key])) field.shape.write(each, field.name, to, depth + 1);
    }
    const isEmpty = to.length === at + 1;
    to[at] = isEmpty ? `${start}/>` : `${start}>`;
    if (!isEmpty) to.push(`${indent}</${name}>`);
  }

  function read(element: XmlElement, end?: XmlElement): T {
    return Object.fromEntries([...readAttributes(element), ...readChildren(element, end)]) as T;
  }

  function* readAttributes(element: XmlElement): Generator<readonly [string, unknown]> {
    const left = new Map(element.attrs.map((each) => [each.name, each.value]));
    for (const [key, { scalar, isRequired }] of attributes) {
      const found = left.get(key);
      left.delete(key);
      if (found === undefined && isRequired) throw misfit(element, 'no such attribute', key);
      if (found === undefined) continue;
      if (!scalar.accepts(found)) throw misfit(element, `${key}=${JSON.stringify(found)}`, describe(scalar));
      yield [key, scalar.read(found)];
    }
    for (const [key] of left) throw misfit(element, `an attribute ${key}`, names(attributes.map(([name]) => name)));
  }

  /** Elements come in the order of the fields. */
  function* readChildren(element: XmlElement, end?: XmlElement): Generator<readonly [string, unknown]> {
    const inside = elementsIn(element, end);
    let next = inside.next().value;
    for (const [key, { name, shape: inner, least, most, fromValues }] of children) {
      const values: unknown[] = [];
      for (; values.length < most && isNamed(next, name); next = inside.next().value) {
        if (values.length >= MOST_CHILDREN) throw tooMany(element);
        values.push(inner.read(next as XmlElement));
      }
      if (values.length < least) throw misfit(next ?? element, 'no such element', name);
      if (values.length > 0 || most > 1) yield [key, fromValues(values)];
    }
    if (next !== undefined) throw misfit(next, 'this element here', names(children.map(([, { name }]) => name)));
  }

  return { type, fields: all, write, read };
}

/** The elements in an element, up to one of them. */
function* elementsIn(element: XmlElement, end?: XmlElement): Generator<XmlElement, undefined> {
  for (let node: XmlTreeNode | null = element.firstChild; node !== null; node = node.next) {
    if (!(node instanceof XmlElement)) {
      if (node.content.trim() !== '') throw misfit(element, 'text', 'elements only');
      continue;
    }
    if (end?.isSameNode(node)) return;
    yield node;
  }
}

function isNamed(element: XmlElement | undefined, name: string): boolean {
  return element?.name === name && element.namespaceUri === NAMESPACE;
}

function misfit({ name, line }: XmlElement, found: string, expected: string): S1benchError {
  const shown = found.length > 200 ? `${found.slice(0, 199)}…` : found;
  return new S1benchError('migration-file-invalid', { where: { line, path: name }, found: shown, expected });
}

function tooMany({ name, line }: XmlElement): S1benchError {
  const expected = `at most ${MOST_CHILDREN} of a kind in one element`;
  return new S1benchError('migration-file-too-large', { where: { line, path: name }, expected });
}

function names(all: readonly string[]): string {
  return all.length === 0 ? 'none' : `nothing but ${all.join(', ')}, in their order`;
}

function describe({ type, facets }: Scalar<unknown>): string {
  return facets.values === undefined ? `a ${type}` : facets.values.join(' or ');
}

/** As canonical XML has the value of an attribute. */
export function escapeText(value: string): string {
  return value.replaceAll(/[&<>"\t\n\r]/g, (each) => ESCAPES[each] as string);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
