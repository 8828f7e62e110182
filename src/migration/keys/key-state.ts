import { S1benchError } from '../../core/errors.ts';

/** The two sets of keys that a client of a device may have: the one that the SMSO handed over, and the party's own. */
export const keySetNames = ['smso', 'own'] as const;
export type KeySetName = (typeof keySetNames)[number];

/**
 * Where the keys of a client stand, as far as their holder knows:
 *
 * - `settled`: `set` is in force.
 * - `prepared`: the other one is to take its place, and nothing of this change has been sent.
 * - `sent`: either may be in force, until the device has been asked.
 *
 * Where it is `set` or `from` that is in force, the other one may wait in the device (`mayWait`) for its first use: a
 * message under it that was held up on its way would put it in force.
 */
export type KeyState =
  | { readonly is: 'settled'; readonly set: KeySetName; readonly mayWait: boolean }
  | { readonly is: 'prepared' | 'sent'; readonly from: KeySetName; readonly to: KeySetName; readonly mayWait: boolean };

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
  /** The device answers under the set before, and didn't under the one that was sent. */
  'not-taken',
  /** The device has heard that it is to go on with the set in force: no other one waits. */
  'withdrawn',
  /** The device refuses the set in force, and may have the other one. */
  'doubt',
] as const;
export type KeyEvent = (typeof keyEvents)[number];

/** What follows, by state and event. */
const transitions: {
  readonly [Is in KeyState['is']]: { readonly [Event in KeyEvent]?: (state: KeyState) => KeyState };
} = {
  settled: {
    prepare: (state) => changing('prepared', state, state.mayWait),
    withdrawn: (state) => settled(inForce(state), false),
    doubt: (state) => changing('sent', state, state.mayWait),
  },
  prepared: {
    send: (state) => changing('sent', state, true),
    'give-up': (state) => settled(inForce(state), state.mayWait),
    doubt: (state) => changing('sent', state, state.mayWait),
  },
  sent: {
    taken: (state) => settled(otherThan(inForce(state)), false),
    'not-taken': (state) => settled(inForce(state), state.mayWait),
  },
};

/** @throws `migration-key-state-invalid` for an event that doesn't belong to the state */
export function nextKeyState(state: KeyState, event: KeyEvent): KeyState {
  const transition = transitions[state.is][event];
  if (transition !== undefined) return transition(state);
  throw new S1benchError('migration-key-state-invalid', {
    found: `${event} while keys are ${state.is}`,
    expected: Object.keys(transitions[state.is]).join(' or '),
  });
}

/** The SMSO's set is in force, and there never was another. */
export const asTaken: KeyState = settled('smso', false);

function settled(set: KeySetName, mayWait: boolean): KeyState {
  return { is: 'settled', set, mayWait };
}

function changing(is: 'prepared' | 'sent', state: KeyState, mayWait: boolean): KeyState {
  const from = inForce(state);
  return { is, from, to: otherThan(from), mayWait };
}

/** The set in force; while a change is under way, the one that was before it. */
export function inForce(state: KeyState): KeySetName {
  return state.is === 'settled' ? state.set : state.from;
}

export function otherThan(set: KeySetName): KeySetName {
  return set === 'smso' ? 'own' : 'smso';
}
