import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { S1benchError } from '../../core/errors.ts';
import { esmeState } from '../esme/state.ts';
import { gsmeState } from '../gsme/state.ts';
import { gpfState, hubState } from '../hub/state.ts';
import type { InstallationStates } from './population.ts';

/** Bytes that the states of one installation can't come to; what was inflated beyond was never saved here. */
const MOST = 1 << 24;

const schema = z.strictObject({
  hub: z.exactOptional(hubState),
  gpf: z.exactOptional(gpfState),
  esme: esmeState,
  gsme: z.exactOptional(gsmeState),
  own: z.exactOptional(z.strictObject({ world: z.number().nullable() })),
});

/** Values in the place of others, each with the names that lead there: `esme`, `payment`, `ledger`. */
export type StateChanges = readonly (readonly [readonly string[], unknown])[];

const changesSchema = z.array(z.tuple([z.array(z.string()), z.unknown()]));

/** The states of an installation, as few bytes: all that tells it from another of its entry. They hold keys. */
export function packStates(states: InstallationStates): Uint8Array {
  return deflateRawSync(JSON.stringify(states));
}

/** @throws `saved-states-invalid` where they aren't what `packStates` and `changesSince` gave; nothing of them is quoted */
export function unpackStates(packed: Uint8Array, changes: unknown = []): InstallationStates {
  const replaced = changesSchema.safeParse(changes);
  if (!replaced.success) throw new S1benchError('saved-states-invalid', { found: 'changes that are none' });
  const parsed = schema.safeParse(withChanges(inflated(packed), replaced.data));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new S1benchError('saved-states-invalid', { found: `something else at ${issue?.path.join('.') || 'the top'}` });
}

/** The states at a moment: values are replaced, never changed. */
export function heldStates(states: InstallationStates): InstallationStates {
  return Object.fromEntries(Object.entries(states).map(([device, state]) => [device, { ...state }]));
}

/** What has been replaced. @param before as `heldStates` gave them; what isn't among them counts as replaced */
export function changesSince(before: InstallationStates, now: InstallationStates): StateChanges {
  return [...replacedIn(before, now, [])];
}

/** As `heldStates`, without the values that stand in the place of others. */
export function withoutChanges(states: InstallationStates, changes: StateChanges): InstallationStates {
  const none = changes.map(([place]) => [place, undefined] as const);
  return withChanges(heldStates(states), none) as InstallationStates;
}

function* replacedIn(before: Values, now: Values, place: readonly string[]): Generator<StateChanges[number]> {
  for (const [name, value] of Object.entries(now)) {
    const was = before[name];
    if (was === value) continue;
    if (isValues(was) && isValues(value) && Object.keys(was).every((key) => Object.hasOwn(value, key))) {
      yield* replacedIn(was, value, [...place, name]);
    } else yield [[...place, name], value];
  }
}

function withChanges(states: unknown, changes: StateChanges): unknown {
  return changes.reduce((sum: unknown, [place, value]) => withChange(sum, place, value), states);
}

function withChange(values: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const others = isValues(values) ? values : {};
  return { ...others, [name]: withChange(others[name], rest, value) };
}

type Values = Readonly<Record<string, unknown>>;

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inflated(packed: Uint8Array): unknown {
  try {
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST }).toString());
  } catch {
    throw new S1benchError('saved-states-invalid', { found: `${packed.length} bytes`, expected: 'deflated JSON' });
  }
}
