import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S1benchError } from '../../../../src/core/errors.ts';
import { type ClientEvent, type ClientState, nextState } from '../../../../src/protocol/cosem/client/states.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { attribute, createBench, highSap, names, publicSap } from '../server/bench.ts';

const events: readonly ClientEvent[] = [
  'associate',
  'authentication-required',
  'accepted',
  'get',
  'set',
  'action',
  'release',
  'done',
  'disconnected',
];

describe('Green Book 9.4, states of a client', () => {
  it('is in no service before it is associated', () => {
    const walk = fc.array(fc.constantFrom(...events), { maxLength: 30 });
    fc.assert(
      fc.property(walk, (path) => {
        let state: ClientState = 'idle';
        let isAssociated = false;
        for (const event of path) {
          try {
            state = nextState(state, event);
          } catch (error) {
            expect(error).toBeInstanceOf(S1benchError);
            continue;
          }
          if (event === 'accepted') isAssociated = true;
          if (state === 'idle' || event === 'associate') isAssociated = false;
          const isServing = state === 'associated' || state.startsWith('awaiting-') || state === 'releasing';
          if (isServing && state !== 'awaiting-hls') expect(isAssociated).toBe(true);
        }
      }),
    );
  });

  it('says what would be allowed', () => {
    expect(refusalOf(() => nextState('idle', 'get'))).toMatchObject({
      code: 'cosem-client-state',
      found: 'get while idle',
      expected: 'associate, done, disconnected',
    });
  });
});

describe('Green Book 9.4, a client', () => {
  const register = attribute(1, names.logicalDeviceName);

  it('goes through its states', () => {
    const bench = createBench();
    const client = bench.client(highSap);
    const states = [client.state];
    const exchange = client.associate();
    for (let step = exchange.next(); step.done !== true; ) {
      states.push(client.state);
      step = exchange.next(bench.server.receive(highSap, 1, step.value) as Uint8Array);
    }
    states.push(client.state);
    for (const dialogue of [client.get(register), client.set(register, { type: 'null-data' }), client.release()]) {
      const step = dialogue.next();
      states.push(client.state);
      dialogue.next(bench.server.receive(highSap, 1, step.value as Uint8Array) as Uint8Array);
      states.push(client.state);
    }
    expect(states).toEqual([
      'idle',
      'associating',
      'awaiting-hls',
      'associated',
      'awaiting-get',
      'associated',
      'awaiting-set',
      'associated',
      'releasing',
      'idle',
    ]);
  });

  it('carries on one dialogue at a time', () => {
    const bench = createBench();
    const client = bench.associated(publicSap);
    const first = client.get(register);
    const request = first.next().value as Uint8Array;
    for (const other of [client.get(register), client.release(), client.associate()]) {
      expect(refusalOf(() => other.next()).code).toBe('cosem-client-state');
    }
    expect(first.next(bench.server.receive(publicSap, 1, request) as Uint8Array).value).toMatchObject({ data: {} });
  });

  it('does nothing before it is associated', () => {
    const client = createBench().client(publicSap);
    for (const dialogue of [client.get(register), client.getList([]), client.setList([]), client.actionList([])]) {
      expect(refusalOf(() => dialogue.next()).code).toBe('cosem-client-state');
    }
  });

  it('is associated still when a request is lost, and idle when an association is', () => {
    const bench = createBench();
    const client = bench.associated(publicSap);
    const lost = new S1benchError('aborted');
    for (const dialogue of [client.get(register), client.set(register, { type: 'null-data' })]) {
      dialogue.next();
      expect(() => dialogue.throw(lost)).toThrow(lost);
      expect(client.state).toBe('associated');
    }
    const release = client.release();
    release.next();
    expect(() => release.throw(lost)).toThrow(lost);
    expect(client.state).toBe('idle');
    const associate = client.associate();
    associate.next();
    associate.return(client.terms);
    expect(client.state).toBe('idle');
  });

  it('is idle when the connection is gone, whatever was under way', () => {
    const client = createBench().associated(publicSap);
    const dialogue = client.get(register);
    dialogue.next();
    client.disconnected();
    expect(client.state).toBe('idle');
    expect(() => dialogue.throw(new S1benchError('aborted'))).toThrow();
    expect(client.state).toBe('idle');
  });
});
