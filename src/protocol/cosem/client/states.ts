import { S1benchError } from '../../../core/errors.ts';

export type ClientState =
  | 'idle'
  | 'associating'
  | 'awaiting-hls'
  | 'associated'
  | 'awaiting-get'
  | 'awaiting-set'
  | 'awaiting-action'
  | 'releasing';

/** What the caller does, and what comes of it. */
export type ClientEvent =
  | 'associate'
  | 'authentication-required'
  | 'accepted'
  | 'get'
  | 'set'
  | 'action'
  | 'release'
  | 'done'
  | 'disconnected';

/** Every state, the events allowed in it, and where each leads. `done` ends a dialogue, however it ended. */
const transitions: Readonly<Record<ClientState, Partial<Record<ClientEvent, ClientState>>>> = {
  idle: { associate: 'associating', done: 'idle', disconnected: 'idle' },
  associating: {
    accepted: 'associated',
    'authentication-required': 'awaiting-hls',
    done: 'idle',
    disconnected: 'idle',
  },
  'awaiting-hls': { accepted: 'associated', done: 'idle', disconnected: 'idle' },
  associated: {
    get: 'awaiting-get',
    set: 'awaiting-set',
    action: 'awaiting-action',
    release: 'releasing',
    done: 'associated',
    disconnected: 'idle',
  },
  'awaiting-get': { done: 'associated', disconnected: 'idle' },
  'awaiting-set': { done: 'associated', disconnected: 'idle' },
  'awaiting-action': { done: 'associated', disconnected: 'idle' },
  releasing: { done: 'idle', disconnected: 'idle' },
};

/** @throws `cosem-client-state` */
export function nextState(state: ClientState, event: ClientEvent): ClientState {
  const next = transitions[state][event];
  if (next === undefined) {
    throw new S1benchError('cosem-client-state', {
      found: `${event} while ${state}`,
      expected: Object.keys(transitions[state]).join(', '),
    });
  }
  return next;
}
