import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import type { Aare } from '../../../../src/protocol/cosem/apdu/association.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import {
  type ConformanceBit,
  conformanceOf,
  type InitiateResponse,
} from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { CosemClient } from '../../../../src/protocol/cosem/client/client.ts';
import { clientConformance } from '../../../../src/protocol/cosem/client/options.ts';
import { ServiceRefused } from '../../../../src/protocol/cosem/client/service-refused.ts';
import type { Exchange } from '../../../../src/protocol/cosem/exchange.ts';
import { cipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { hlsReply } from '../../../../src/protocol/cosem/security/hls-gmac.ts';
import { ReceiverCounter } from '../../../../src/protocol/cosem/security/invocation-counter.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../../../src/protocol/cosem/security/policy.ts';
import { refusalOf, resultOrRefusal } from '../../../support/refusal.ts';
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

  it('gives up where the device does not take general protection', () => {
    const bench = createBench({ conformance: everything & ~conformanceOf('general-protection') });
    const client = bench.client(highSap, {}, { wrapping: 'general-glo' });
    expect(refusalOf(() => bench.run(highSap, client.associate()))).toMatchObject({
      code: 'cosem-service-not-negotiated',
      expected: 'general-protection',
    });
    expect(client.state).toBe('idle');
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
  const cipher = (
    counter: number,
    policy: SecurityPolicy = 'authenticated-encrypted',
    apdu: Apdu = response,
  ): Uint8Array => cipherApdu(device, { policy, wrapping: 'glo' }, counter, encodeApdu(apdu));
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
    // What is known of the keys outlives the association.
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
});

describe('Green Book 9.3, COSEM-RELEASE', () => {
  it('is idle after, whatever the device says', () => {
    const exception: Apdu = {
      kind: 'exception-response',
      stateError: 'service-unknown',
      serviceError: 'service-not-supported',
    };
    const error: Apdu = { kind: 'confirmed-service-error', service: 1, group: 6, value: 0 };
    const codes = [{ kind: 'rlre' } as const, exception, error, aare()].map((answer) => {
      const client = publicClient();
      const outcome = resultOrRefusal(() => answered(client.release(), answer));
      expect(client.state).toBe('idle');
      return outcome?.code;
    });
    expect(codes).toEqual([undefined, 'cosem-service-refused', 'cosem-service-refused', 'cosem-answer-unexpected']);
  });

  it('is protected where the association is, and opens the way to another', () => {
    const bench = createBench();
    const client = bench.associated(highSap, {}, { deviceCounter: new ReceiverCounter() });
    bench.run(highSap, client.release());
    const rlrq = decodeApdu(bench.requests.at(-1)?.apdu as Uint8Array);
    if (rlrq.kind !== 'rlrq' || rlrq.userInformation === undefined) throw new Error('not protected');
    expect(decodeApdu(rlrq.userInformation)).toMatchObject({ kind: 'glo-ciphered', tag: 0x21 });
    bench.run(highSap, client.associate());
    expect(client.state).toBe('associated');
  });
});

describe('Green Book 9.4, services as the client sees them', () => {
  const [first, second] = scratch.map((instance) => attribute(1, instance)) as [typeof register, typeof register];
  const getNormal = { kind: 'get-response-normal', invokeIdAndPriority, result: { data: unsigned(1) } } as const;
  const setNormal = { kind: 'set-response-normal', invokeIdAndPriority, result: 'success' } as const;
  const setLast = { kind: 'set-response-last-datablock', invokeIdAndPriority, blockNumber: 1 } as const;
  const actionNormal = {
    kind: 'action-response-normal',
    invokeIdAndPriority,
    outcome: { result: 'success' },
  } as const;
  const long = octets(new Uint8Array(200));

  it('numbers its requests, and refuses the answer to another', () => {
    const client = publicClient();
    for (let i = 1; i < 40; i++) {
      const answer = { ...getNormal, invokeIdAndPriority: i & 0x0f };
      expect(answered(client.get(register), answer)).toEqual(getNormal.result);
    }
    const refusal = refused(() => answered(client.get(register), getNormal));
    expect(refusal).toMatchObject({ code: 'cosem-answer-unexpected', found: 'invoke-id 1', expected: '8' });
  });

  it.each<[string, (client: CosemClient) => Exchange<unknown>, Apdu]>([
    ['GET', (client) => client.get(register), setNormal],
    ['GET', (client) => client.get(register), { kind: 'get-response-with-list', invokeIdAndPriority, results: [] }],
    ['GET', (client) => client.get(register), { kind: 'rlre' }],
    ['GET of a list', (client) => client.getList([register]), getNormal],
    [
      'GET of a list',
      (client) => client.getList([register]),
      { kind: 'get-response-with-list', invokeIdAndPriority, results: [] },
    ],
    ['SET', (client) => client.set(register, unsigned(1)), getNormal],
    [
      'SET',
      (client) => client.set(register, unsigned(1)),
      { kind: 'set-response-datablock', invokeIdAndPriority, blockNumber: 1 },
    ],
    [
      'SET of a list',
      (client) => client.setList([{ attribute: register, value: unsigned(1) }]),
      { kind: 'set-response-with-list', invokeIdAndPriority, results: [] },
    ],
    ['ACTION', (client) => client.action(echo), setNormal],
    [
      'ACTION',
      (client) => client.action(echo),
      { kind: 'action-response-with-list', invokeIdAndPriority, outcomes: [] },
    ],
    [
      'ACTION of a list',
      (client) => client.actionList([{ method: echo }]),
      { kind: 'action-response-with-list', invokeIdAndPriority, outcomes: [] },
    ],
  ])('%s refuses an answer that is none', (_service, start, answer) => {
    const client = publicClient();
    expect(refused(() => answered(start(client), answer))).toMatchObject({ code: 'cosem-answer-unexpected', answer });
    expect(client.state).toBe('associated');
  });

  it('takes one error for all of a list', () => {
    const error = { ...getNormal, result: { error: 'other-reason' } } as const;
    expect(answered(publicClient().getList([first, second]), error)).toEqual([error.result, error.result]);
    const list = [first, second].map((each) => ({ attribute: each, value: unsigned(1) }));
    const aborted = { ...setLast, result: 'long-set-aborted' } as const;
    expect(answered(publicClient().setList(list), aborted)).toEqual(['long-set-aborted', 'long-set-aborted']);
    const refusal = { ...actionNormal, outcome: { result: 'other-reason' } } as const;
    expect(answered(publicClient().actionList([{ method: echo }, { method: echo }]), refusal)).toEqual([
      refusal.outcome,
      refusal.outcome,
    ]);
  });

  it.each<[ConformanceBit, (client: CosemClient) => Exchange<unknown>]>([
    ['get', (client) => client.get(register)],
    ['multiple-references', (client) => client.getList([register])],
    ['selective-access', (client) => client.get({ ...register, selection: { selector: 1, parameters: unsigned(1) } })],
    [
      'selective-access',
      (client) => client.set({ ...register, selection: { selector: 1, parameters: unsigned(1) } }, unsigned(1)),
    ],
    ['set', (client) => client.set(register, unsigned(1))],
    ['multiple-references', (client) => client.setList([])],
    ['action', (client) => client.action(echo)],
    ['multiple-references', (client) => client.actionList([])],
  ])('asks for nothing that needs %s where it was not negotiated', (bit, start) => {
    const refusal = refusalOf(() => start(without(bit)).next());
    expect(refusal).toMatchObject({ code: 'cosem-service-not-negotiated', expected: bit });
  });

  it('sends nothing that is longer than the device takes', () => {
    const many = Array.from({ length: 20 }, () => register);
    const tiny = { serverMaxReceivePduSize: 17 };
    const starts: readonly Exchange<unknown>[] = [
      publicClient().getList(many),
      publicClient().setList(many.map((each) => ({ attribute: each, value: unsigned(1) }))),
      publicClient().actionList(many.map(() => ({ method: echo }))),
      without('block-transfer-with-set-or-write').set(register, long),
      without('block-transfer-with-action').action(echo, long),
      publicClient(tiny).set(register, long),
      publicClient(tiny).action(echo, long),
      publicClient({ serverMaxReceivePduSize: 5 }).get(register),
    ];
    for (const exchange of starts) expect(refusalOf(() => exchange.next()).code).toBe('cosem-request-too-long');
  });

  it('knows no limit where the device has none', () => {
    const client = publicClient({ serverMaxReceivePduSize: 0 });
    expect(answered(client.set(register, octets(new Uint8Array(10_000))), setNormal)).toBe('success');
  });
});

describe('Green Book 9.4, block transfer as the client sees it', () => {
  const block = (blockNumber: number, rawData: Uint8Array, lastBlock = false) =>
    ({
      kind: 'get-response-with-datablock',
      invokeIdAndPriority,
      lastBlock,
      blockNumber,
      result: { rawData },
    }) as const;
  const failed = {
    kind: 'get-response-with-datablock',
    invokeIdAndPriority,
    lastBlock: true,
    blockNumber: 2,
    result: { error: 'long-get-aborted' },
  } as const;
  const long = octets(new Uint8Array(200));
  const acknowledge = { kind: 'set-response-datablock', invokeIdAndPriority } as const;
  const pblock = (blockNumber: number, rawData: Uint8Array, lastBlock = false) =>
    ({
      kind: 'action-response-with-pblock',
      invokeIdAndPriority,
      block: { lastBlock, blockNumber, rawData },
    }) as const;

  it('puts the blocks of a response together', () => {
    const get = publicClient().get(register);
    expect(answered(get, block(1, fromHex('0904')), block(2, fromHex('01020304'), true))).toEqual({
      data: octets(fromHex('01020304')),
    });
    const list = publicClient().getList([register, register]);
    expect(answered(list, block(1, fromHex('020011')), block(2, fromHex('07 01 03'), true))).toEqual([
      { data: unsigned(7) },
      { error: 'read-write-denied' },
    ]);
    const action = publicClient().action(echo);
    expect(answered(action, pblock(1, fromHex('000100')), pblock(2, fromHex('1107'), true))).toEqual({
      result: 'success',
      returned: { data: unsigned(7) },
    });
  });

  it('takes an error between blocks for the result', () => {
    expect(answered(publicClient().get(register), block(1, fromHex('11')), failed)).toEqual(failed.result);
    expect(answered(publicClient().getList([register]), failed)).toEqual([failed.result]);
    const aborted = {
      kind: 'action-response-normal',
      invokeIdAndPriority,
      outcome: { result: 'long-action-aborted' },
    } as const;
    expect(answered(publicClient().action(echo), pblock(1, fromHex('00')), aborted)).toEqual(aborted.outcome);
    expect(answered(publicClient().action(echo, long), aborted)).toEqual(aborted.outcome);
    const refusal = {
      kind: 'set-response-last-datablock',
      invokeIdAndPriority,
      result: 'read-write-denied',
      blockNumber: 1,
    } as const;
    expect(answered(publicClient().set(register, long), refusal)).toBe('read-write-denied');
  });

  it('refuses blocks out of order, and acknowledgements of others', () => {
    const code = 'cosem-block-number-wrong';
    expect(refused(() => answered(publicClient().get(register), block(0, fromHex('11'))))).toMatchObject({
      code,
      found: 'block 0',
      expected: '1',
    });
    const twice = [block(1, fromHex('11')), block(1, fromHex('07'), true)];
    expect(refused(() => answered(publicClient().get(register), ...twice)).code).toBe(code);
    const skipped = [pblock(1, fromHex('00')), pblock(3, fromHex('00'), true)];
    expect(refused(() => answered(publicClient().action(echo), ...skipped)).code).toBe(code);
    const wrong = { ...acknowledge, blockNumber: 2 };
    expect(refused(() => answered(publicClient().set(register, long), wrong)).code).toBe(code);
  });

  it('refuses an answer of another kind between blocks', () => {
    const other = { kind: 'get-response-with-list', invokeIdAndPriority, results: [] } as const;
    const get = publicClient().get(register);
    expect(refused(() => answered(get, block(1, fromHex('11')), other)).code).toBe('cosem-answer-unexpected');
    const set = publicClient().set(register, long);
    expect(refused(() => answered(set, other)).code).toBe('cosem-answer-unexpected');
  });

  it('refuses blocks that add up to no value', () => {
    const get = publicClient().get(register);
    expect(refusalOf(() => answered(get, block(1, fromHex('0904')), block(2, fromHex('01'), true))).code).toBe(
      'bytes-truncated',
    );
  });

  it('holds no more than its limit, not even of empty blocks', () => {
    const client = new CosemClient({ mechanism: 'none', random, longResponseLimit: 50 });
    answered(client.associate(), aare());
    const get = client.get(register);
    let step = get.next();
    const send = (): void => {
      for (let blockNumber = 1; step.done !== true; blockNumber++) {
        step = get.next(encodeApdu(block(blockNumber, new Uint8Array(0))));
        if (blockNumber > 50) throw new Error('there is no end');
      }
    };
    expect(refusalOf(send).code).toBe('cosem-response-too-long');
  });
});
