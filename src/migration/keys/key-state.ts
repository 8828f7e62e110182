import { S1benchError } from '../../core/errors.ts';

/** The two sets of keys that a client of a device may have: the one that the SMSO handed over, and the party's own. */
export const keySetNames = ['smso', 'own'] as const;
export type KeySetName = (typeof keySetNames)[number];

/**
 * Where the keys of a client stand, as far as their holder knows:
 *
 * - `settled`: `set` is in force;
 * - `prepared`: the other one is to take its place, and nothing of that has been sent;
 * - `sent`: it may have been. Either may be in force, until the device has been asked.
 */
export type KeyState =
  | { readonly is: 'settled'; readonly set: KeySetName }
  | { readonly is: 'prepared' | 'sent'; readonly from: KeySetName; readonly to: KeySetName };

/** What moves it on: a decision, what is just about to be done, or what the device has shown. */
export const keyEvents = [
  /** The other set is to come into force. */
  'prepare',
  /** It isn't, after all. */
  'give-up',
  /** Is sent in the next moment. */
  'send',
  /** The device answers under the set that was sent. */
  'taken',
  /** The device answers under the set before, and not under the one that was sent. */
  'not-taken',
] as const;
export type KeyEvent = (typeof keyEvents)[number];

/** By state and event the next state; of `settled` the set: that from before the change, or that from after it. */
const transitions: {
  readonly [Is in KeyState['is']]: { readonly [Event in KeyEvent]?: 'prepared' | 'sent' | 'before' | 'after' };
} = {
  settled: { prepare: 'prepared' },
  prepared: { send: 'sent', 'give-up': 'before' },
  sent: { taken: 'after', 'not-taken': 'before' },
};

/** @throws `migration-key-state-invalid` for an event that doesn't belong to the state */
export function nextKeyState(state: KeyState, event: KeyEvent): KeyState {
  const from = inForce(state);
  const to = otherThan(from);
  const next = transitions[state.is][event];
  if (next === undefined) {
    throw new S1benchError('migration-key-state-invalid', {
      found: `${event} while keys are ${state.is}`,
      expected: Object.keys(transitions[state.is]).join(' or '),
    });
  }
  switch (next) {
    case 'prepared':
    case 'sent':
      return { is: next, from, to };
    case 'before':
      return { is: 'settled', set: from };
    case 'after':
      return { is: 'settled', set: to };
  }
}

/** The set in force; while a change is under way, the one that was before it. */
export function inForce(state: KeyState): KeySetName {
  return state.is === 'settled' ? state.set : state.from;
}

export function otherThan(set: KeySetName): KeySetName {
  return set === 'smso' ? 'own' : 'smso';
}
