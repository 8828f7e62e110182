import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/core/bytes.ts';
import type { Aare } from '../../../../src/protocol/cosem/apdu/association.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { type ConformanceBit, conformanceOf, type InitiateResponse } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { CosemClient } from '../../../../src/protocol/cosem/client/client.ts';
import { clientConformance } from '../../../../src/protocol/cosem/client/options.ts';
import { ServiceRefused } from '../../../../src/protocol/cosem/client/service-refused.ts';
import type { Exchange } from '../../../../src/protocol/cosem/exchange.ts';
import { cipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { hlsReply } from '../../../../src/protocol/cosem/security/hls-gmac.ts';
import { ReceiverCounter } from '../../../../src/protocol/cosem/security/invocation-counter.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../../../src/protocol/cosem/security/policy.ts';
import { refusalOf } from '../../../support/refusal.ts';
import {
  attribute,
  type Bench,
  clientTitle,
  createBench,
  everything,
  highSap,
  keysOf,
  laxSap,
  lowSap,
  method,
  names,
  octets,
  publicSap,
  scratch,
  serverTitle,
  unsigned,
} from '../server/bench.ts';

const register = attribute(1, names.logicalDeviceName);
const echo = method(9, names.script);
const invokeIdAndPriority = 0x41;

/** Drives a dialogue with the answers of a device that isn't ours: to its value, or the error that it raises. */
function answered<T>(exchange: Exchange<T>, ...answers: readonly (Apdu | Uint8Array)[]): T {
  let step = exchange.next();
  for (const answer of answers) {
    if (step.done === true) throw new Error('there are more answers than requests');
    step = exchange.next(answer instanceof Uint8Array ? answer : encodeApdu(answer));
  }
  if (step.done !== true) throw new Error('the dialogue goes on');
  return step.value;
}

const refused = (run: () => unknown): ServiceRefused => {
  const error = refusalOf(run);
  if (!(error instanceof ServiceRefused)) throw error;
  return error;
};

const initiate: InitiateResponse = {
  kind: 'initiate-response',
  negotiatedDlmsVersion: 6,
  negotiatedConformance: clientConformance,
  serverMaxReceivePduSize: 100,
  vaaName: 7,
};
const aare = (fields: Partial<Aare> = {}, response: Partial<InitiateResponse> = {}): Aare => ({
  kind: 'aare',
  context: 'logical-name',
  result: 'accepted',
  diagnostic: 'null',
  userInformation: encodeApdu({ ...initiate, ...response }),
  ...fields,
});

const random = (length: number): Uint8Array => new Uint8Array(length).fill(0xc5);
/** A public client with an association to a device that isn't ours. */
function publicClient(response: Partial<InitiateResponse> = {}): CosemClient {
  const client = new CosemClient({ mechanism: 'none', random });
  answered(client.associate(), aare({}, response));
  return client;
}
const without = (...bits: readonly ConformanceBit[]): CosemClient =>
  publicClient({ negotiatedConformance: clientConformance & ~conformanceOf(...bits) });

describe('Green Book 9.3, COSEM-OPEN: what the client proposes', () => {
  const aarqOf = (client: CosemClient) => {
    const apdu = decodeApdu(client.associate().next().value as Uint8Array);
    if (apdu.kind !== 'aarq') throw new Error('no AARQ');
    return apdu;
  };

  it('proposes what it can make use of, without limits of its own making', () => {
    const { userInformation, ...aarq } = aarqOf(new CosemClient({ mechanism: 'none', random }));
    expect(aarq).toEqual({ kind: 'aarq', context: 'logical-name' });
    expect(decodeApdu(userInformation as Uint8Array)).toEqual({
      kind: 'initiate-request',
      responseAllowed: true,
      proposedDlmsVersion: 6,
      proposedConformance: clientConformance,
      clientMaxReceivePduSize: 0xffff,
    });
  });

  it('sends the secret of low level security', () => {
    const secret = fromHex('3132');
    const aarq = aarqOf(new CosemClient({ mechanism: 'lls', secret, random }));
    expect(aarq).toMatchObject({ mechanism: 'lls', callingAuthenticationValue: secret });
  });

  it('sends a challenge, its title and a protected InitiateRequest for HLS', () => {
    const aarq = aarqOf(createBench().client(highSap));
    expect(aarq).toMatchObject({ mechanism: 'hls-gmac', callingApTitle: clientTitle });
    expect(aarq.callingAuthenticationValue).toHaveLength(16);
    expect(decodeApdu(aarq.userInformation as Uint8Array)).toMatchObject({ kind: 'glo-ciphered', tag: 0x21 });
  });

  it('proposes general protection where it means to use it', () => {
    const aarq = aarqOf(createBench().client(laxSap, { conformance: 0 }, { policy: 'none', wrapping: 'general-glo' }));
    expect(decodeApdu(aarq.userInformation as Uint8Array)).toMatchObject({
      proposedConformance: conformanceOf('general-protection'),
    });
  });

  it('refuses options that do not go together', () => {
    const code = 'cosem-client-options-invalid';
    expect(refusalOf(() => new CosemClient({ mechanism: 'lls', random }))).toMatchObject({ code });
    expect(refusalOf(() => new CosemClient({ mechanism: 'hls-gmac', random }))).toMatchObject({ code });
  });
});

describe('Green Book 9.3, COSEM-OPEN: what the client makes of the answer', () => {
  it('returns what was agreed, and no more than it proposed', () => {
    const client = new CosemClient({ mechanism: 'none', random, conformance: conformanceOf('get') });
    expect(answered(client.associate(), aare({}, { negotiatedConformance: everything }))).toEqual({
      conformance: conformanceOf('get'),
      serverMaxReceivePduSize: 100,
    });
    expect(client.terms).toEqual({ conformance: conformanceOf('get'), serverMaxReceivePduSize: 100 });
  });

  it.each<[string, Apdu]>([
    ['a rejecting AARE', aare({ result: 'rejected-permanent', diagnostic: 'authentication-failure' })],
    ['an exception', { kind: 'exception-response', stateError: 'service-not-allowed', serviceError: 'other-reason' }],
    ['a service error', { kind: 'confirmed-service-error', service: 1, group: 6, value: 1 }],
  ])('raises %s as the refusal that it is', (_what, answer) => {
    const client = new CosemClient({ mechanism: 'none', random });
    expect(refused(() => answered(client.associate(), answer))).toMatchObject({
      code: 'cosem-association-refused',
      answer,
      initiateError: undefined,
    });
    expect(client.state).toBe('idle');
  });

  it('tells what of the InitiateRequest is refused', () => {
    const error = { kind: 'confirmed-service-error', service: 1, group: 6, value: 3 } as const;
    const answer = aare({ result: 'rejected-permanent', userInformation: encodeApdu(error) });
    const refusal = refused(() => answered(new CosemClient({ mechanism: 'none', random }).associate(), answer));
    expect(refusal.initiateError).toEqual(error);
    expect(refusal.message).toBe(
      'the device refused the association; found AARE rejected-permanent, null with confirmed-service-error 1, 6, 3 [cosem-association-refused]',
    );
    const undecodable = { ...answer, userInformation: fromHex('FF') };
    const other = refused(() => answered(new CosemClient({ mechanism: 'none', random }).associate(), undecodable));
    expect(other.initiateError).toBeUndefined();
  });

  it.each<[string, Apdu]>([
    ['another APDU', { kind: 'rlre' }],
    ['another context', aare({ context: 'logical-name-with-ciphering' })],
    ['HLS that was not proposed', aare({ diagnostic: 'authentication-required' })],
    ['user information that is no InitiateResponse', aare({ userInformation: encodeApdu({ kind: 'rlre' }) })],
    ['another DLMS version', aare({}, { negotiatedDlmsVersion: 5 })],
    ['short name referencing', aare({}, { vaaName: 0xfa00 })],
  ])('refuses %s', (_what, answer) => {
    const client = new CosemClient({ mechanism: 'none', random });
    expect(refused(() => answered(client.associate(), answer)).code).toBe('cosem-answer-unexpected');
  });

  it('refuses an AARE without user information', () => {
    const { userInformation, ...answer } = aare();
    expect(userInformation).toBeDefined();
    const client = new CosemClient({ mechanism: 'none', random });
    expect(refused(() => answered(client.associate(), answer)).code).toBe('cosem-answer-unexpected');
  });

  it('is refused by a server with another secret, or other keys', () => {
    const bench = createBench();
    const wrongSecret = bench.client(lowSap, { secret: fromHex('00') });
    expect(refused(() => bench.run(lowSap, wrongSecret.associate()))).toMatchObject({
      code: 'cosem-association-refused',
      answer: { kind: 'aare', diagnostic: 'authentication-failure' },
    });
    const wrongKeys = bench.client(highSap, {}, { keys: keysOf(laxSap) });
    expect(refused(() => bench.run(highSap, wrongKeys.associate()))).toMatchObject({
      code: 'cosem-association-refused',
      answer: { serviceError: 'deciphering-error' },
    });
  });

  it('is refused by a server that knows its counters, with the lowest that is accepted', () => {
    const bench = createBench();
    bench.associated(highSap);
    const again = bench.client(highSap, {}, { takeCounter: () => 0 });
    expect(refused(() => bench.run(highSap, again.associate()))).toMatchObject({
      answer: { serviceError: 'invocation-counter-error', invocationCounter: 3 },
    });
  });
});

describe('Green Book 9.2, HLS as the client sees it', () => {
  const keys = prepareKeys(keysOf(laxSap));
  const device = createOriginator(serverTitle, keys);
  const plainHls = (): CosemClient => createBench().client(laxSap, { random }, { policy: 'none' });
  const own = random(16);
  const challenge = fromHex('503677524A323146');
  const pending = aare({
    diagnostic: 'authentication-required',
    respondingApTitle: serverTitle,
    respondingAuthenticationValue: challenge,
  });
  const reply = (outcome: Extract<Apdu, { kind: 'action-response-normal' }>['outcome']): Apdu => ({
    kind: 'action-response-normal',
    invokeIdAndPriority,
    outcome,
  });
  const success = (value: Uint8Array): Apdu => reply({ result: 'success', returned: { data: octets(value) } });

  it('is satisfied with the answer of the device', () => {
    const client = plainHls();
    answered(client.associate(), pending, success(hlsReply(device, 7, own)));
    expect(client.state).toBe('associated');
  });

  it.each<[string, Apdu]>([
    ['the answer of another', success(hlsReply(createOriginator(clientTitle, keys), 7, own))],
    ['the answer to another challenge', success(hlsReply(device, 7, challenge))],
    ['an answer that is none', success(fromHex('10'))],
    ['no answer', reply({ result: 'success' })],
    ['an error', reply({ result: 'success', returned: { error: 'other-reason' } })],
    ['an answer of another type', reply({ result: 'success', returned: { data: unsigned(1) } })],
    ['a refusal', reply({ result: 'read-write-denied' })],
  ])('refuses %s', (_what, answer) => {
    const client = plainHls();
    expect(refused(() => answered(client.associate(), pending, answer)).code).toBe('cosem-authentication-failed');
    expect(client.state).toBe('idle');
  });

  it.each<[string, Partial<Aare>]>([
    ['no challenge at all', { diagnostic: 'null' }],
    ['its own challenge', { respondingAuthenticationValue: own }],
    ['a challenge that is too short', { respondingAuthenticationValue: challenge.subarray(1) }],
    ['a challenge that is too long', { respondingAuthenticationValue: new Uint8Array(65) }],
  ])('refuses a device that asks %s', (_what, fields) => {
    const refusal = refused(() => answered(plainHls().associate(), { ...pending, ...fields }));
    expect(refusal.code).toBe('cosem-answer-unexpected');
  });

  it('refuses a device that does not say who it is, or asks in another way', () => {
    const { respondingApTitle, ...unnamed } = pending;
    expect(respondingApTitle).toBeDefined();
    expect(refused(() => answered(plainHls().associate(), unnamed, success(hlsReply(device, 7, own)))).code).toBe(
      'cosem-authentication-failed',
    );
    const { respondingAuthenticationValue, ...mute } = pending;
    expect(respondingAuthenticationValue).toBeDefined();
    expect(refused(() => answered(plainHls().associate(), mute)).code).toBe('cosem-answer-unexpected');
    const list: Apdu = { kind: 'action-response-with-list', invokeIdAndPriority, outcomes: [] };
    expect(refused(() => answered(plainHls().associate(), pending, list)).code).toBe('cosem-answer-unexpected');
  });
});

describe('Green Book 9.2, protection of answers', () => {
  const device = createOriginator(serverTitle, prepareKeys(keysOf(highSap)));
  const response: Apdu = {
    kind: 'get-response-normal',
    invokeIdAndPriority: 0x42,
    result: { data: unsigned(1) },
  };
  const cipher = (counter: number, policy: SecurityPolicy = 'authenticated-encrypted', apdu = response): Uint8Array =>
    cipherApdu(device, { policy, wrapping: 'glo' }, counter, encodeApdu(apdu));
  const get = (answer: Apdu | Uint8Array, bench: Bench = createBench()) => {
    const client = bench.associated(highSap);
    return answered(client.get(register), answer);
  };

  it('accepts what is protected as it asked', () => {
    expect(get(cipher(100))).toEqual({ data: unsigned(1) });
  });

  it.each<[string, Apdu | Uint8Array]>([
    ['none', response],
    ['an empty one', cipher(100, 'none')],
    ['authentication alone', cipher(100, 'authenticated')],
    ['encryption alone', cipher(100, 'encrypted')],
  ])('refuses %s where both are due', (_what, answer) => {
    expect(refused(() => get(answer))).toMatchObject({ code: 'cosem-answer-unprotected', answer: response });
  });

  it('refuses a counter that goes back, in this association or the next', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    answered(client.get(register), cipher(100));
    expect(refusalOf(() => answered(client.get(register), cipher(100))).code).toBe('security-counter-replayed');
    bench.run(highSap, client.release.bind(client)().constructor === Object ? client.get(register) : idle());
    expect(refusalOf(() => bench.run(highSap, bench.client(highSap).associate())).code).toBe(
      'security-counter-replayed',
    );
  });

  it('refuses an answer of another device', () => {
    const other = createOriginator(clientTitle, prepareKeys(keysOf(highSap)));
    const glo = cipherApdu(other, { policy: 'authenticated-encrypted', wrapping: 'glo' }, 100, encodeApdu(response));
    expect(refusalOf(() => get(glo)).code).toBe('security-deciphering-failed');
    const general = { policy: 'authenticated-encrypted', wrapping: 'general-glo' } as const;
    const named = cipherApdu(other, general, 100, encodeApdu(response));
    expect(refused(() => get(named)).code).toBe('cosem-answer-unexpected');
  });

  it('accepts a general answer, and one that leaves its sender out', () => {
    const general = { policy: 'authenticated-encrypted', wrapping: 'general-glo' } as const;
    const named = decodeApdu(cipherApdu(device, general, 100, encodeApdu(response)));
    expect(get(named)).toEqual({ data: unsigned(1) });
    expect(get({ ...named, systemTitle: new Uint8Array(0) } as Apdu)).toEqual({ data: unsigned(1) });
  });

  it('raises exceptions, protected or not, as refusals', () => {
    const exception = {
      kind: 'exception-response',
      stateError: 'service-not-allowed',
      serviceError: 'operation-not-possible',
    } as const;
    const general = { policy: 'authenticated-encrypted', wrapping: 'general-glo' } as const;
    for (const answer of [exception, cipherApdu(device, general, 100, encodeApdu(exception))]) {
      expect(refused(() => get(answer))).toMatchObject({ code: 'cosem-service-refused', answer: exception });
    }
  });

  it('reads nothing that is ciphered without keys', () => {
    const client = publicClient();
    expect(refused(() => answered(client.get(register), cipher(1))).code).toBe('cosem-answer-unexpected');
  });

  it('refuses a protected association whose InitiateResponse is not', () => {
    const client = createBench().client(highSap);
    const answer = aare({ context: 'logical-name-with-ciphering', respondingApTitle: serverTitle });
    expect(refused(() => answered(client.associate(), answer)).code).toBe('cosem-answer-unprotected');
    const unnamed = aare({
      context: 'logical-name-with-ciphering',
      userInformation: cipher(100, 'authenticated-encrypted', initiate),
    });
    expect(refused(() => answered(createBench().client(highSap).associate(), unnamed)).code).toBe(
      'cosem-answer-unexpected',
    );
  });

  it('knows the device by its title, which may come in a second association', () => {
    const bench = createBench();
    const client = bench.associated(highSap, {}, { deviceCounter: new ReceiverCounter() });
    bench.run(highSap, client.release());
    bench.run(highSap, client.associate());
    expect(client.state).toBe('associated');
  });
});
