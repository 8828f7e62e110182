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
} as const;

export type ValueType = keyof typeof valueTypes;

/** A value of each kind, for checking at load time that a reference stands where such a value may stand. */
export const exemplars: Readonly<Record<ValueType, JsonValue>> = {
  number: 0,
  boolean: false,
  text: 'text',
  octets: '00',
  instant: '2020-01-01T00:00:00Z',
};

/** What references stand for. */
export interface Scope {
  readonly now: Temporal.Instant;
  /** What earlier steps remembered, and what is declared of the devices: `esme.eui64`. */
  readonly remembered: ReadonlyMap<string, JsonValue>;
}

/** What a bench or installation file declares of a device, for tests to hold the device against. */
export const declaredFacts = ['eui64', 'manufacturer', 'model', 'firmware', 'mpan'] as const;
export type DeclaredFacts = { readonly [Fact in (typeof declaredFacts)[number]]?: string };

/** The facts of devices by the names that references use, such as `esme.eui64`. */
export function declaredNames(devices: Readonly<Record<string, DeclaredFacts>>): Map<string, JsonValue> {
  return new Map(
    Object.entries(devices).flatMap(([role, facts]) =>
      declaredFacts.flatMap((fact) => (facts[fact] === undefined ? [] : [[`${role}.${fact}`, facts[fact]] as const])),
    ),
  );
}

/** Instants that have a name of their own, each from the present one. */
const instants: Readonly<Record<string, (now: Temporal.Instant) => Temporal.Instant>> = {
  now: (now) => now,
  'half-hour': (now) => startOf(now, 30 * 60),
  midnight: (now) => startOf(now, 24 * 3600),
};

export const referencePattern = /^\$\{([a-z][a-z0-9.-]*?)((?:[+-]\d{1,6}(?:ms|s|m|h|d)){0,3})\}$/;
export const namePattern = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

export function isReservedName(name: string): boolean {
  return Object.hasOwn(instants, name);
}

/**
 * A value with its references replaced: `${now}`, `${midnight}` and `${half-hour}` (the start of the UTC day and of
 * the half-hour that the run is in), `${name}` of a remembered value, `${esme.eui64}` of a declared fact. An instant
 * may be moved by offsets: `${midnight-1d+30m}`.
 * @throws `pack-reference-unknown`, `pack-reference-invalid`
 */
export function resolve(value: JsonValue, scope: Scope): JsonValue {
  if (typeof value === 'string') return value.startsWith('${') ? resolveText(value, scope) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => resolve(member, scope));
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, resolve(member, scope)]));
}

function resolveText(text: string, scope: Scope): JsonValue {
  const [, name, offsets] = referencePattern.exec(text) ?? [];
  if (name === undefined || offsets === undefined) {
    throw new S1benchError('pack-reference-invalid', {
      found: text,
      expected: '${name} or, for an instant, ${name-1h}',
    });
  }
  const found = instants[name]?.(scope.now).toString() ?? scope.remembered.get(name);
  if (found === undefined) {
    const known = [...Object.keys(instants), ...scope.remembered.keys()].join(', ');
    throw new S1benchError('pack-reference-unknown', { found: text, expected: `one of ${known}` });
  }
  if (offsets === '') return found;
  const instant = asInstant(found);
  if (instant === undefined) {
    throw new S1benchError('pack-reference-invalid', { found: text, expected: 'an instant, where there is an offset' });
  }
  return applyOffsets(instant, offsets).toString();
}

function applyOffsets(instant: Temporal.Instant, offsets: string): Temporal.Instant {
  let moved = instant;
  for (const offset of offsets.match(/[+-]\d+[a-z]+/g) ?? []) {
    const span = parseSpan(offset.slice(1));
    moved = offset.startsWith('-') ? moved.subtract(span) : moved.add(span);
  }
  return moved;
}

function startOf(now: Temporal.Instant, seconds: number): Temporal.Instant {
  const milliseconds = seconds * 1000;
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / milliseconds) * milliseconds);
}
