import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/core/bytes.ts';
import type { Aarq } from '../../../../src/protocol/cosem/apdu/association.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { conformanceOf, type InitiateRequest } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { cipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { initiateErrors } from '../../../../src/protocol/cosem/server/aarq-checks.ts';
import type { ClientPolicy } from '../../../../src/protocol/cosem/server/logical-device.ts';
import { CosemServer } from '../../../../src/protocol/cosem/server/server.ts';
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
  names,
  publicSap,
  secret,
  serverTitle,
} from './bench.ts';

const initiate: InitiateRequest = {
  kind: 'initiate-request',
  responseAllowed: true,
  proposedDlmsVersion: 6,
  proposedConformance: everything,
  clientMaxReceivePduSize: 1024,
};
const challenge = fromHex('4B35366956616759');
const aarq = (fields: Partial<Aarq> = {}, request: Partial<InitiateRequest> = {}): Aarq => ({
  kind: 'aarq',
  context: 'logical-name',
  userInformation: encodeApdu({ ...initiate, ...request }),
  ...fields,
});
const low = { mechanism: 'lls', callingAuthenticationValue: secret } as const;
const high = {
  context: 'logical-name-with-ciphering',
  mechanism: 'hls-gmac',
  callingApTitle: clientTitle,
  callingAuthenticationValue: challenge,
} as const;

/** The InitiateRequest, protected by a client's keys. */
function ciphered(sap: number, counter = 0, request: Partial<InitiateRequest> = {}): Uint8Array {
  const originator = createOriginator(clientTitle, prepareKeys(keysOf(sap)));
  const protection = { policy: 'authenticated-encrypted', wrapping: 'glo' } as const;
  return cipherApdu(originator, protection, counter, encodeApdu({ ...initiate, ...request }));
}

/** A server of one logical device, which knows one client. */
function serverFor(policy: ClientPolicy): CosemServer {
  return new CosemServer([{ ...createBench().logicalDevice, client: () => policy }]);
}

function send(server: CosemServer, apdu: Aarq) {
  const answer = server.receive(9, 1, encodeApdu(apdu));
  return answer === undefined ? undefined : decodeApdu(answer);
}

describe('Green Book 9.3, COSEM-OPEN: accepted', () => {
  it('without security', () => {
    const answer = createBench().send(publicSap, aarq());
    expect(answer).toEqual({
      kind: 'aare',
      context: 'logical-name',
      result: 'accepted',
      diagnostic: 'null',
      userInformation: expect.any(Uint8Array),
    });
  });

  it('with low level security', () => {
    expect(createBench().send(lowSap, aarq(low))).toMatchObject({ result: 'accepted', diagnostic: 'null' });
  });

  it('with high level security, pending', () => {
    expect(createBench().send(highSap, aarq({ ...high, userInformation: ciphered(highSap) }))).toMatchObject({
      result: 'accepted',
      diagnostic: 'authentication-required',
      mechanism: 'hls-gmac',
      respondingApTitle: serverTitle,
      respondingAuthenticationValue: expect.objectContaining({ length: 16 }),
    });
  });

  it('with an InitiateRequest that needs no protection, in a context that has it', () => {
    expect(createBench().send(laxSap, aarq(high))).toMatchObject({
      result: 'accepted',
      diagnostic: 'authentication-required',
    });
  });

  it('negotiates what both sides and the server itself can do, and tells its own PDU size', () => {
    const bench = createBench({ conformance: conformanceOf('get', 'action', 'access', 'multiple-references') });
    const proposed = conformanceOf('get', 'set', 'access', 'multiple-references');
    const answer = bench.send(publicSap, aarq({}, { proposedConformance: proposed }));
    if (answer?.kind !== 'aare' || answer.userInformation === undefined) throw new Error('no AARE');
    expect(decodeApdu(answer.userInformation)).toEqual({
      kind: 'initiate-response',
      negotiatedDlmsVersion: 6,
      negotiatedConformance: conformanceOf('get', 'multiple-references'),
      serverMaxReceivePduSize: 1024,
      vaaName: 7,
    });
  });

  it('silently where no response is allowed', () => {
    const bench = createBench();
    expect(bench.send(publicSap, aarq({}, { responseAllowed: false }))).toBeUndefined();
    const get = { kind: 'get-request-normal', invokeIdAndPriority: 0x41 } as const;
    const answer = bench.send(publicSap, { ...get, attribute: attribute(1, names.logicalDeviceName) });
    expect(answer).toMatchObject({ kind: 'get-response-normal' });
  });

  it('a second time, as a new association', () => {
    const bench = createBench();
    bench.send(publicSap, aarq());
    expect(bench.send(publicSap, aarq({ context: { unknown: fromHex('60857405080109') } }))).toMatchObject({
      result: 'rejected-permanent',
    });
    const get = { kind: 'get-request-normal', invokeIdAndPriority: 0x41 } as const;
    const answer = bench.send(publicSap, { ...get, attribute: attribute(1, names.logicalDeviceName) });
    expect(answer).toMatchObject({ kind: 'exception-response' });
  });
});

describe('Green Book 9.3, COSEM-OPEN: refused with its diagnostic', () => {
  const unknown = { unknown: fromHex('60857405080109') };
  it.each([
    ['an unknown client', 99, aarq(), 'no-reason-given'],
    ['another ACSE', publicSap, aarq({ excludesVersion1: true }), 'provider-no-common-acse-version'],
    ['an unknown context', publicSap, aarq({ context: unknown }), 'application-context-name-not-supported'],
    [
      'ciphering for a client without keys',
      publicSap,
      aarq({ context: 'logical-name-with-ciphering', callingApTitle: clientTitle }),
      'application-context-name-not-supported',
    ],
    [
      'no ciphering for a client that needs it',
      highSap,
      aarq({ ...high, context: 'logical-name' }),
      'application-context-name-not-supported',
    ],
    [
      'ciphering without a system title',
      highSap,
      aarq({ ...high, callingApTitle: fromHex('00') }),
      'calling-AP-title-not-recognized',
    ],
    [
      'HLS without a system title',
      laxSap,
      aarq({ mechanism: 'hls-gmac', callingAuthenticationValue: challenge }),
      'calling-AP-title-not-recognized',
    ],
    ['an unknown mechanism', lowSap, aarq({ mechanism: unknown }), 'authentication-mechanism-name-not-recognised'],
    ['another mechanism', publicSap, aarq(low), 'authentication-mechanism-name-not-recognised'],
    ['no authentication', lowSap, aarq(), 'authentication-required'],
    [
      'a secret without the name of its mechanism',
      lowSap,
      aarq({ callingAuthenticationValue: secret }),
      'authentication-mechanism-name-required',
    ],
    ['no secret', lowSap, aarq({ mechanism: 'lls' }), 'authentication-failure'],
    [
      'a wrong secret',
      lowSap,
      aarq({ ...low, callingAuthenticationValue: fromHex('3132333435363739') }),
      'authentication-failure',
    ],
    [
      'a secret that is too short',
      lowSap,
      aarq({ ...low, callingAuthenticationValue: secret.subarray(1) }),
      'authentication-failure',
    ],
    ['no challenge', laxSap, aarq({ mechanism: 'hls-gmac', callingApTitle: clientTitle }), 'authentication-failure'],
    [
      'a challenge that is too short',
      laxSap,
      aarq({ ...high, callingAuthenticationValue: challenge.subarray(1) }),
      'authentication-failure',
    ],
    [
      'a challenge that is too long',
      laxSap,
      aarq({ ...high, callingAuthenticationValue: new Uint8Array(65) }),
      'authentication-failure',
    ],
  ] as const)('%s', (_what, sap, request, diagnostic) => {
    const bench = createBench();
    expect(bench.send(sap, request)).toMatchObject({ kind: 'aare', result: 'rejected-permanent', diagnostic });
    const release = bench.send(sap, { kind: 'rlrq' });
    expect(release).toMatchObject({ kind: 'exception-response', stateError: 'service-not-allowed' });
  });

  it('an unknown logical device', () => {
    const answer = createBench().server.receive(publicSap, 2, encodeApdu(aarq()));
    expect(decodeApdu(answer as Uint8Array)).toMatchObject({ kind: 'aare', diagnostic: 'no-reason-given' });
  });

  it('an AARQ that cannot be decoded', () => {
    expect(createBench().send(publicSap, fromHex('600102'))).toMatchObject({
      kind: 'aare',
      result: 'rejected-permanent',
      diagnostic: 'no-reason-given',
    });
  });

  it('a client that is set up without what its mechanism needs', () => {
    const policies: readonly ClientPolicy[] = [
      { mechanism: 'lls', securityPolicy: 'none' },
      { mechanism: 'hls-gmac', securityPolicy: 'none' },
    ];
    const requests = [aarq(low), aarq({ ...high, context: 'logical-name' })];
    policies.forEach((policy, i) => {
      const answer = send(serverFor(policy), requests[i] as Aarq);
      expect(answer).toMatchObject({ diagnostic: 'authentication-failure' });
    });
  });

  it('tells the device of a failed authentication', () => {
    const refusals: string[] = [];
    const refused = (reason: string): void => void refusals.push(reason);
    const server = serverFor({ mechanism: 'lls', secret, securityPolicy: 'none', refused });
    send(server, aarq({ ...low, callingAuthenticationValue: challenge }));
    send(server, aarq());
    expect(refusals).toEqual(['authentication']);
  });
});

describe('Green Book 9.3, COSEM-OPEN: refused with an InitiateError', () => {
  const refusal = (bench: Bench, sap: number, request: Aarq) => {
    const answer = bench.send(sap, request);
    if (answer?.kind !== 'aare' || answer.userInformation === undefined) throw new Error('no refusing AARE');
    expect(answer).toMatchObject({ result: 'rejected-permanent', diagnostic: 'no-reason-given' });
    return decodeApdu(answer.userInformation);
  };
  const initiateError = (value: number) => ({ kind: 'confirmed-service-error', service: 1, group: 6, value });

  it.each([
    ['user information that is no APDU', publicSap, aarq({ userInformation: fromHex('0101') }), 0],
    ['user information that is another APDU', publicSap, aarq({ userInformation: fromHex('6200') }), 0],
    ['a DLMS version that is too low', publicSap, aarq({}, { proposedDlmsVersion: 5 }), 1],
    ['no service in common', publicSap, aarq({}, { proposedConformance: conformanceOf('access') }), 2],
    ['a PDU size that is too short', publicSap, aarq({}, { clientMaxReceivePduSize: 11 }), 3],
    ['an InitiateRequest without its protection', highSap, aarq(high), 4],
  ] as const)('%s', (_what, sap, request, value) => {
    expect(refusal(createBench(), sap, request)).toEqual(initiateError(value));
  });

  it('no user information', () => {
    const { userInformation, ...request } = aarq();
    expect(userInformation).toBeDefined();
    expect(refusal(createBench(), publicSap, request)).toEqual(initiateError(0));
  });

  it('a PDU size that leaves no room beside the protection, in a protected answer', () => {
    const request = aarq({ ...high, userInformation: ciphered(highSap, 0, { clientMaxReceivePduSize: 39 }) });
    expect(refusal(createBench(), highSap, request)).toMatchObject({ kind: 'glo-ciphered', tag: 0x2e });
  });

  it.each([
    ['glo', 43, 44],
    ['general-glo', 52, 53],
  ] as const)(
    'a PDU size that leaves no room for the end of HLS, readable to the client (%s)',
    (wrapping, short, enough) => {
      const bench = createBench();
      const associate = (maxReceivePduSize: number) => {
        const client = bench.client(highSap, { maxReceivePduSize }, { wrapping });
        return () => bench.run(highSap, client.associate());
      };
      expect(associate(short)).toThrow(
        expect.objectContaining({ initiateError: initiateError(initiateErrors['pdu-size-too-short']) }),
      );
      expect(associate(enough)()).toHaveProperty('conformance');
    },
  );

  it('tells the device of a message without its protection', () => {
    const bench = createBench();
    bench.send(highSap, aarq(high));
    expect(bench.account(highSap).refusals).toEqual(['policy']);
  });
});

describe('Green Book 9.2, COSEM-OPEN: refused with an exception', () => {
  it('a counter that was there before, telling the lowest accepted', () => {
    const bench = createBench();
    const request = aarq({ ...high, userInformation: ciphered(highSap, 5) });
    expect(bench.send(highSap, request)).toMatchObject({ kind: 'aare', result: 'accepted' });
    expect(bench.send(highSap, request)).toEqual({
      kind: 'exception-response',
      stateError: 'service-not-allowed',
      serviceError: 'invocation-counter-error',
      invocationCounter: 6,
    });
    expect(bench.account(highSap).refusals).toEqual(['invocation-counter']);
  });

  it('keys of another client', () => {
    const bench = createBench();
    const answer = bench.send(highSap, aarq({ ...high, userInformation: ciphered(laxSap) }));
    expect(answer).toMatchObject({ kind: 'exception-response', serviceError: 'deciphering-error' });
    expect(bench.account(highSap)).toMatchObject({ refusals: ['deciphering'], received: { lowest: 0 } });
  });

  it('protection outside of its context', () => {
    const bench = createBench();
    const request = aarq({ ...high, context: 'logical-name', userInformation: ciphered(laxSap) });
    expect(bench.send(laxSap, request)).toMatchObject({
      kind: 'exception-response',
      stateError: 'service-unknown',
      serviceError: 'service-not-supported',
    });
  });
});

describe('Green Book 9.3, COSEM-RELEASE', () => {
  it('releases with the reason normal, once', () => {
    const bench = createBench();
    bench.associated(publicSap);
    expect(bench.send(publicSap, { kind: 'rlrq', reason: 'normal' })).toEqual({ kind: 'rlre', reason: 'normal' });
    expect(bench.send(publicSap, { kind: 'rlrq', reason: 'normal' })).toMatchObject({ kind: 'exception-response' });
  });

  it('releases a client that leaves its user information unprotected', () => {
    const bench = createBench();
    bench.associated(highSap);
    const rlrq = { kind: 'rlrq', reason: 'normal', userInformation: encodeApdu(initiate) } as const;
    expect(bench.send(highSap, rlrq)).toEqual({ kind: 'rlre', reason: 'normal' });
  });

  it('answers protected user information with the like', () => {
    const bench = createBench();
    bench.associated(highSap);
    const rlrq = { kind: 'rlrq', reason: 'normal', userInformation: ciphered(highSap, 50) } as const;
    const answer = bench.send(highSap, rlrq);
    if (answer?.kind !== 'rlre' || answer.userInformation === undefined) throw new Error('no RLRE');
    expect(decodeApdu(answer.userInformation)).toMatchObject({ kind: 'glo-ciphered', tag: 0x28 });
  });

  it('keeps the association where the user information is not authentic, or no APDU', () => {
    const bench = createBench();
    bench.associated(highSap);
    const release = (userInformation: Uint8Array) => bench.send(highSap, { kind: 'rlrq', userInformation });
    expect(release(ciphered(laxSap, 50))).toMatchObject({ serviceError: 'deciphering-error' });
    expect(release(ciphered(highSap, 0))).toMatchObject({ serviceError: 'invocation-counter-error' });
    expect(release(fromHex('FF'))).toMatchObject({ stateError: 'service-unknown', serviceError: 'other-reason' });
    expect(release(ciphered(highSap, 50))).toMatchObject({ kind: 'rlre' });
  });

  it('refuses protection where none was agreed', () => {
    const bench = createBench();
    bench.associated(publicSap);
    const rlrq = { kind: 'rlrq', userInformation: ciphered(publicSap) } as const;
    expect(bench.send(publicSap, rlrq)).toMatchObject({ serviceError: 'service-not-supported' });
  });

  it('forgets the associations of a connection that is gone', () => {
    const bench = createBench();
    const isAssociated = (sap: number): boolean => {
      const answer = bench.send(sap, {
        kind: 'get-request-normal',
        invokeIdAndPriority: 0x41,
        attribute: attribute(1, names.logicalDeviceName),
      });
      return answer?.kind === 'get-response-normal';
    };
    const saps = [publicSap, lowSap, laxSap];
    for (const sap of saps) bench.associated(sap, {}, { policy: 'none' });
    expect(saps.map(isAssociated)).toEqual([true, true, true]);
    bench.server.disconnected();
    expect(saps.map(isAssociated)).toEqual([false, false, false]);
  });
});
