import { S1benchError } from '../../core/errors.ts';
import { asInstant } from '../checks/instant.ts';
import type { Found } from '../checks/path.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { parseSpan } from './span.ts';

/** What kinds of value a step can remember, and how a value that was found is kept; nothing where it is not of that kind. */
export const valueTypes = {
  number: (found: Found): Found => (typeof found === 'number' ? found : undefined),
  boolean: (found: Found): Found => (typeof found === 'boolean' ? found : undefined),
  text: (found: Found): Found => (typeof found === 'string' ? found : undefined),
  octets: (found: Found): Found => (typeof found === 'string' && /^([0-9A-F]{2})*$/.test(found) ? found : undefined),
  instant: (found: Found): Found => asInstant(found)?.toString(),
  /** Whatever it is, to be held against what stands there later. */
  json: (found: Found): Found => found,
} as const;

export type ValueType = keyof typeof valueTypes;

/** What references stand for. */
export interface Scope {
  readonly now: Temporal.Instant;
  /** What earlier steps remembered, and what is declared of the devices: `esme.eui64`. */
  readonly remembered: ReadonlyMap<string, JsonValue>;
}

/** What a bench or installation file declares of a device, for tests to hold the device against. */
export const declaredFacts = [
  'eui64',
  'manufacturer',
  'model',
  'firmware',
  'mpan',
  'mprn',
  /** The firmware version that comes after the declared one, where there is an image of it, and its hash. */
  'next-firmware',
  'next-firmware-hash',
  /** The next firmware version, or the declared one where there is none: what a device runs that was updated. */
  'latest-firmware',
] as const;
export type DeclaredFact = (typeof declaredFacts)[number];
export type DeclaredFacts = { readonly [Fact in DeclaredFact]?: string };

/** A fact that is too long for evidence: actions can take it, checks can't refer to it. */
export const IMAGE_FACT = 'next-firmware-image';

/** What is declared of the devices, by role, and of the Users, by theirs: EUI-64s. */
export interface Declared {
  readonly devices: Readonly<Record<string, DeclaredFacts>>;
  readonly users?: Readonly<Record<string, string>> | undefined;
}

/** Declared facts by the names that references use, such as `esme.eui64` and `user.IS`. */
export function declaredNames({ devices, users = {} }: Declared): Map<string, JsonValue> {
  const facts = Object.entries(devices).flatMap(([role, declared]) =>
    declaredFacts.flatMap((fact) =>
      declared[fact] === undefined ? [] : [[`${role}.${fact}`, declared[fact]] as const],
    ),
  );
  return new Map([...facts, ...Object.entries(users).map(([role, user]) => [`user.${role}`, user] as const)]);
}

/** Instants that have a name of their own, each from the present one. */
const instants: ReadonlyMap<string, (now: Temporal.Instant) => Temporal.Instant> = new Map([
  ['now', (now) => now],
  ['half-hour', (now) => startOf(now, 30 * 60)],
  ['midnight', (now) => startOf(now, 24 * 3600)],
  ['today', (now) => startOf(now, 24 * 3600)],
]);
/** The one of them that is written as a date, which is what DUIS wants in some places. */
const DATE = 'today';

export const referencePattern = /^\$\{([a-z][A-Za-z0-9.-]*?)((?:[+-]\d{1,6}(?:ms|s|m|h|d)){0,3})\}$/;
export const namePattern = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** Whether it is `now`, `midnight`, `today` or `half-hour`, which no other value can be called. */
export function isNamedInstant(name: string): boolean {
  return instants.has(name);
}

/** The name in a text that is a reference throughout; nothing in any other. */
export function nameIn(text: string): string | undefined {
  return referencePattern.exec(text)?.[1];
}

/**
 * A value with its references replaced: `${now}`, `${midnight}` and `${half-hour}` (the start of the UTC day and of
 * the half-hour that the run is in), `${today}` (that day, `2026-01-15`), `${name}` of a remembered value, `${esme.eui64}` and `${user.IS}` of declared facts. An instant
 * may be moved by offsets: `${midnight-1d+30m}`.
 * @throws `pack-reference-unknown`, `pack-reference-invalid`
 */
export function resolve(value: JsonValue, scope: Scope): JsonValue {
  if (isPlain(value)) return value;
  if (typeof value === 'string') return resolveText(value, scope);
  if (Array.isArray(value)) return value.map((member) => resolve(member, scope));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, resolve(member, scope)]));
}

/** Lists and maps that hold no reference: most of what a pack says, and all of it is asked for again and again. */
const plain = new WeakSet<object>();

/** Whether nothing in a value refers to anything. */
export function isPlain(value: JsonValue): boolean {
  if (typeof value === 'string') return !value.includes('${');
  if (typeof value !== 'object' || value === null || plain.has(value)) return true;
  const holdsNone = Object.values(value).every(isPlain);
  if (holdsNone) plain.add(value);
  return holdsNone;
}

function resolveText(text: string, scope: Scope): JsonValue {
  const [, name, offsets] = referencePattern.exec(text) ?? [];
  if (name === undefined || offsets === undefined) {
    throw new S1benchError('pack-reference-invalid', {
      found: text,
      expected: '${name} or, for an instant, ${name-1h}',
    });
  }
  if (name === DATE) return dateOf(applyOffsets(startOf(scope.now, 24 * 3600), offsets));
  const found = instants.get(name)?.(scope.now).toString() ?? scope.remembered.get(name);
  if (found === undefined) {
    throw new S1benchError('pack-reference-unknown', { found: text, expected: knownIn(scope) });
  }
  if (offsets === '') return found;
  const instant = asInstant(found);
  if (instant === undefined) {
    throw new S1benchError('pack-reference-invalid', { found: text, expected: 'an instant, where there is an offset' });
  }
  return applyOffsets(instant, offsets).toString();
}

/** What could be referred to; of what is declared, which has points in its names, an example. */
function knownIn({ remembered }: Scope): string {
  const names = [...remembered.keys()].filter((name) => !name.includes('.'));
  const [fact] = [...remembered.keys()].filter((name) => name.includes('.'));
  const known = ['one of', [...instants.keys(), ...names].join(', ')];
  return [...known, ...(fact === undefined ? [] : [`or a fact such as ${fact}`])].join(' ');
}

function applyOffsets(instant: Temporal.Instant, offsets: string): Temporal.Instant {
  let moved = instant;
  for (const offset of offsets.match(/[+-]\d+[a-z]+/g) ?? []) {
    const span = parseSpan(offset.slice(1));
    moved = offset.startsWith('-') ? moved.subtract(span) : moved.add(span);
  }
  return moved;
}

function dateOf(instant: Temporal.Instant): string {
  return instant.toZonedDateTimeISO('UTC').toPlainDate().toString();
}

function startOf(now: Temporal.Instant, seconds: number): Temporal.Instant {
  const milliseconds = seconds * 1000;
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / milliseconds) * milliseconds);
}
