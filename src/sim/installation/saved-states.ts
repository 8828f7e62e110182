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

/** The states of an installation, as few bytes: all that tells it from another of its entry. They hold keys. */
export function packStates(states: InstallationStates): Uint8Array {
  return deflateRawSync(JSON.stringify(states));
}

/** @throws `saved-states-invalid` where they aren't what `packStates` gave; nothing of them is quoted */
export function unpackStates(packed: Uint8Array): InstallationStates {
  const parsed = schema.safeParse(inflated(packed));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new S1benchError('saved-states-invalid', { found: `something else at ${issue?.path.join('.') || 'the top'}` });
}

function inflated(packed: Uint8Array): unknown {
  try {
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST }).toString());
  } catch {
    throw new S1benchError('saved-states-invalid', { found: `${packed.length} bytes`, expected: 'deflated JSON' });
  }
}
