import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/core/bytes.ts';
import { S1benchError } from '../../../../src/core/errors.ts';
import type { Obis } from '../../../../src/core/identifiers.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import type { MessageProtection } from '../../../../src/protocol/cosem/pdu-size.ts';
import { type Ciphered, cipherApdu, decipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { hlsReply, verifyHlsReply } from '../../../../src/protocol/cosem/security/hls-gmac.ts';
import { ReceiverCounter, SenderCounter } from '../../../../src/protocol/cosem/security/invocation-counter.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../../../src/protocol/cosem/security/policy.ts';
import { MessageSecurity } from '../../../../src/protocol/cosem/server/message-security.ts';
import {
  attribute,
  type Bench,
  clientTitle,
  createBench,
  highSap,
  keysOf,
  laxSap,
  method,
  names,
  octets,
  publicSap,
  scratch,
  serverTitle,
  unsigned,
} from './bench.ts';

const get: Apdu = {
  kind: 'get-request-normal',
  invokeIdAndPriority: 0x41,
  attribute: attribute(1, names.logicalDeviceName),
};
const exception = (serviceError: string) => ({
  kind: 'exception-response',
  stateError: 'service-not-allowed',
  serviceError,
});
const glo: MessageProtection = { policy: 'authenticated-encrypted', wrapping: 'glo' };
const general: MessageProtection = { policy: 'authenticated-encrypted', wrapping: 'general-glo' };
const clientOf = (sap: number) => createOriginator(clientTitle, prepareKeys(keysOf(sap)));
const cipher = (sap: number, counter: number, protection = glo, apdu: Apdu | Uint8Array = get): Uint8Array =>
  cipherApdu(clientOf(sap), protection, counter, apdu instanceof Uint8Array ? apdu : encodeApdu(apdu));

/** The device's answer, deciphered. */
function decipher(sap: number, answer: Apdu | undefined) {
  if (answer?.kind !== 'glo-ciphered' && answer?.kind !== 'general-glo-ciphering') throw new Error('not ciphered');
  return decipherApdu(createOriginator(serverTitle, prepareKeys(keysOf(sap))), answer, 0);
}

function highBench(): Bench {
  const bench = createBench();
  bench.associated(highSap);
  return bench;
}

describe('Green Book 9.2, messages of a ciphered association', () => {
  it.each([
    ['authenticated', 'glo'],
    ['encrypted', 'glo'],
    ['authenticated-encrypted', 'glo'],
    ['authenticated-encrypted', 'general-glo'],
    ['authenticated', 'general-glo'],
    ['none', 'glo'],
  ] as const)('answers %s, %s as it was asked', (policy, wrapping) => {
    const bench = createBench();
    bench.associated(laxSap, {}, { wrapping: 'general-glo' });
    const answer = bench.send(laxSap, cipher(laxSap, 50, { policy, wrapping }));
    expect(answer).toMatchObject(
      wrapping === 'glo' ? { kind: 'glo-ciphered', tag: 0xcc } : { kind: answer?.kind, systemTitle: serverTitle },
    );
    expect(decipher(laxSap, answer)).toMatchObject({ policy, apdu: { kind: 'get-response-normal' } });
  });

  it('accepts a general-glo-ciphering that leaves its sender out, and no other sender', () => {
    const bench = createBench();
    bench.associated(highSap, {}, { wrapping: 'general-glo' });
    const message = decodeApdu(cipher(highSap, 50, general));
    if (message.kind !== 'general-glo-ciphering') throw new Error('not general');
    expect(bench.send(highSap, { ...message, systemTitle: new Uint8Array(0) })).toMatchObject({ kind: message.kind });
    const other = decodeApdu(cipher(highSap, 51, general));
    expect(bench.send(highSap, { ...other, systemTitle: serverTitle } as Apdu)).toMatchObject(
      exception('deciphering-error'),
    );
  });

  it('refuses general-glo-ciphering where it was not negotiated', () => {
    expect(highBench().send(highSap, cipher(highSap, 50, general))).toMatchObject(exception('service-not-supported'));
  });

  it('refuses protection in a context that has none', () => {
    const bench = createBench();
    bench.associated(laxSap, {}, { policy: 'none' });
    expect(bench.send(laxSap, cipher(laxSap, 50))).toMatchObject(exception('service-not-supported'));
  });

  it.each(['none', 'authenticated', 'encrypted'] satisfies SecurityPolicy[])(
    'refuses %s where more is due',
    (policy) => {
      const bench = highBench();
      expect(bench.send(highSap, cipher(highSap, 50, { policy, wrapping: 'glo' }))).toMatchObject(
        exception('operation-not-possible'),
      );
      expect(bench.account(highSap).refusals).toEqual(['policy']);
    },
  );

  it('refuses a message without any protection where some is due', () => {
    const bench = highBench();
    expect(bench.send(highSap, get)).toMatchObject(exception('operation-not-possible'));
    expect(bench.account(highSap).refusals).toEqual(['policy']);
  });

  it('refuses the keys of another client, and does not move the counter', () => {
    const bench = highBench();
    const { lowest } = bench.account(highSap).received;
    expect(bench.send(highSap, cipher(laxSap, 50))).toMatchObject(exception('deciphering-error'));
    expect(bench.account(highSap)).toMatchObject({ refusals: ['deciphering'], received: { lowest } });
  });

  it('refuses a message that is too short to be one', () => {
    const short: Apdu = { kind: 'glo-ciphered', tag: 0xc8, content: fromHex('3000') };
    expect(highBench().send(highSap, short)).toMatchObject(exception('deciphering-error'));
  });

  it('refuses an authentic message that is none of its services', () => {
    const bench = highBench();
    const unknown = { kind: 'exception-response', stateError: 'service-unknown' };
    expect(bench.send(highSap, cipher(highSap, 50, glo, fromHex('C099')))).toMatchObject({
      ...unknown,
      serviceError: 'other-reason',
    });
    const answered: Apdu = { kind: 'get-response-normal', invokeIdAndPriority: 1, result: { data: unsigned(1) } };
    const nested = createBench();
    nested.associated(highSap, {}, { wrapping: 'general-glo' });
    for (const apdu of [encodeApdu(answered), cipher(highSap, 51)]) {
      expect(nested.send(highSap, cipher(highSap, 50 + apdu.length, general, apdu))).toMatchObject({
        ...unknown,
        serviceError: 'service-not-supported',
      });
    }
  });
});

describe('Green Book 9.2, invocation counters', () => {
  it('accepts counters that rise, and tells the lowest accepted to one that does not', () => {
    const bench = highBench();
    for (const counter of [50, 51, 1000]) {
      expect(bench.send(highSap, cipher(highSap, counter))).toMatchObject({ kind: 'glo-ciphered' });
    }
    for (const counter of [1000, 999, 0]) {
      expect(bench.send(highSap, cipher(highSap, counter))).toEqual({
        ...exception('invocation-counter-error'),
        invocationCounter: 1001,
      });
    }
    expect(bench.account(highSap).refusals).toEqual(Array(3).fill('invocation-counter'));
  });

  it('accepts nothing after the last counter', () => {
    const bench = highBench();
    expect(bench.send(highSap, cipher(highSap, 0xffffffff))).toMatchObject({ kind: 'glo-ciphered' });
    expect(bench.send(highSap, cipher(highSap, 0xffffffff))).toMatchObject({ invocationCounter: 0xffffffff });
  });

  it('refuses every request of a whole session when it is sent again', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    bench.run(highSap, client.get(attribute(1, names.logicalDeviceName)));
    bench.run(highSap, client.set(attribute(3, names.register), unsigned(1)));
    bench.run(highSap, client.action(method(9, names.script), unsigned(1)));
    const ciphered = bench.requests.filter(({ apdu }) => apdu[0] !== 0x60);
    expect(ciphered).toHaveLength(4);
    const before = structuredClone(bench.device.calls);
    for (const { sap, apdu } of [...ciphered, ...bench.requests]) {
      expect(bench.send(sap, apdu)).toMatchObject({ kind: 'exception-response' });
    }
    expect(bench.device.calls).toEqual(before);
  });

  it('never repeats a counter of its own', () => {
    const bench = createBench();
    bench.associated(laxSap);
    const counters = [50, 51, 52, 53].map((counter) => decipher(laxSap, bench.send(laxSap, cipher(laxSap, counter))));
    const own = counters.map(({ counter }) => counter);
    expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
  });

  it('answers without effect where it has no counter left', () => {
    const bench = highBench();
    const account = bench.account(highSap);
    account.sent = new SenderCounter(0xffffffff);
    account.sent.take();
    const action: Apdu = {
      kind: 'action-request-normal',
      invokeIdAndPriority: 0x41,
      method: method(9, names.script),
      parameters: unsigned(1),
    };
    expect(bench.send(highSap, cipher(highSap, 50, glo, action))).toMatchObject(exception('operation-not-possible'));
    expect(bench.device.calls).toEqual([]);
  });

  it('lets other faults of the device through', () => {
    const bench = highBench();
    bench.account(highSap).received = {
      lowest: 0,
      accept: () => {
        throw new S1benchError('aborted');
      },
    } as unknown as ReceiverCounter;
    expect(() => bench.send(highSap, cipher(highSap, 50))).toThrow(expect.objectContaining({ code: 'aborted' }));
  });

  it('follows keys that are replaced while the association lasts', () => {
    const bench = highBench();
    bench.account(highSap).keys = keysOf(laxSap);
    bench.account(highSap).received = new ReceiverCounter();
    expect(bench.send(highSap, cipher(highSap, 50))).toMatchObject(exception('deciphering-error'));
    expect(bench.send(highSap, cipher(laxSap, 0))).toMatchObject({ kind: 'glo-ciphered' });
  });
});

describe('Green Book 9.2, HLS pending', () => {
  const reply = (parameters: Parameters<typeof octets>[0]): Apdu => ({
    kind: 'action-request-normal',
    invokeIdAndPriority: 0x41,
    method: method(15, names.association),
    parameters: octets(parameters),
  });
  /** A client without protection whose HLS is pending, and the challenge that it has to answer. */
  function pending() {
    const bench = createBench();
    const exchange = bench.client(laxSap, {}, { policy: 'none' }).associate();
    const aare = bench.send(laxSap, exchange.next().value as Uint8Array);
    if (aare?.kind !== 'aare' || aare.respondingAuthenticationValue === undefined) throw new Error('not pending');
    return { bench, challenge: aare.respondingAuthenticationValue };
  }

  it('allows nothing but the reply', () => {
    const { bench, challenge } = pending();
    const others: readonly Apdu[] = [
      get,
      { kind: 'action-request-normal', invokeIdAndPriority: 0x41, method: method(9, names.script) },
      { kind: 'action-request-normal', invokeIdAndPriority: 0x41, method: method(15, names.association, 2) },
      { kind: 'action-request-normal', invokeIdAndPriority: 0x41, method: method(15, names.highAssociation) },
      { kind: 'action-request-next-pblock', invokeIdAndPriority: 0x41, blockNumber: 1 },
    ];
    for (const request of others) {
      expect(bench.send(laxSap, request)).toMatchObject(exception('operation-not-possible'));
    }
    expect(bench.send(laxSap, reply(hlsReply(clientOf(laxSap), 1, challenge)))).toMatchObject({
      outcome: { result: 'success', returned: { data: { type: 'octet-string' } } },
    });
    expect(bench.send(laxSap, get)).toMatchObject({ kind: 'get-response-normal' });
  });

  it('drops the association where the reply is wrong', () => {
    const wrong = [
      ({ challenge }: { challenge: Uint8Array }) => reply(hlsReply(clientOf(highSap), 1, challenge)),
      () => reply(hlsReply(clientOf(laxSap), 1, fromHex('4B35366956616759'))),
      () => reply(new Uint8Array(0)),
      () => ({ ...reply(new Uint8Array(0)), parameters: unsigned(1) }) as Apdu,
    ];
    for (const make of wrong) {
      const { bench, challenge } = pending();
      expect(bench.send(laxSap, make({ challenge }))).toMatchObject({
        kind: 'action-response-normal',
        outcome: { result: 'read-write-denied' },
      });
      expect(bench.account(laxSap).refusals).toEqual(['authentication']);
      const right = reply(hlsReply(clientOf(laxSap), 1, challenge));
      expect(bench.send(laxSap, right)).toMatchObject(exception('operation-not-possible'));
    }
  });

  it('asks a new challenge each time', () => {
    const bench = createBench();
    const challenges = [1, 2, 3].map(() => {
      const aare = bench.send(
        laxSap,
        bench.client(laxSap, {}, { policy: 'none' }).associate().next().value as Uint8Array,
      );
      return aare?.kind === 'aare' ? aare.respondingAuthenticationValue?.join() : undefined;
    });
    expect(new Set(challenges).size).toBe(3);
  });
});

describe('Green Book 9.4, what a server answers to', () => {
  it('refuses what comes before an association', () => {
    const bench = createBench();
    for (const request of [get, { kind: 'rlrq' } as const, decodeApdu(cipher(highSap, 1))]) {
      expect(bench.send(publicSap, request)).toMatchObject(exception('operation-not-possible'));
    }
  });

  it('refuses services that it does not know, associated or not', () => {
    const bench = createBench();
    const unknown = { stateError: 'service-unknown', serviceError: 'service-not-supported' };
    for (const bytes of ['05', 'D0', 'E0', '01', '21', 'D9']) {
      expect(bench.send(publicSap, fromHex(bytes))).toMatchObject(unknown);
    }
    bench.associated(publicSap);
    expect(bench.send(publicSap, fromHex('D9'))).toMatchObject(unknown);
  });

  it('refuses a service that it knows in a form that it does not', () => {
    const bench = createBench();
    bench.associated(publicSap);
    for (const bytes of ['C0', 'C004', 'C00141', 'C1014100', '62FF']) {
      expect(bench.send(publicSap, fromHex(bytes))).toMatchObject({
        stateError: 'service-unknown',
        serviceError: 'other-reason',
      });
    }
  });

  it('refuses a request that is longer than it takes', () => {
    const bench = createBench({ maxReceivePduSize: 20 });
    bench.associated(publicSap);
    const long: Apdu = { kind: 'rlrq', userInformation: new Uint8Array(30) };
    expect(bench.send(publicSap, long)).toMatchObject(exception('pdu-too-long'));
  });

  it('takes what is long where it has no limit', () => {
    const bench = createBench({ maxReceivePduSize: 0 });
    const client = bench.associated(publicSap);
    const value = octets(new Uint8Array(10_000));
    expect(bench.run(publicSap, client.set(attribute(1, scratch[0] as Obis), value))).toBe('success');
    expect(bench.requests).toHaveLength(2);
  });

  it('is silent where nothing is asked', () => {
    const bench = createBench();
    bench.associated(publicSap);
    const notRequests: readonly Apdu[] = [
      { kind: 'get-response-normal', invokeIdAndPriority: 1, result: { data: unsigned(1) } },
      { kind: 'exception-response', stateError: 'service-unknown', serviceError: 'other-reason' },
      { kind: 'rlre' },
      { kind: 'data-notification', longInvokeIdAndPriority: 1, body: unsigned(1) },
    ];
    for (const apdu of notRequests) expect(bench.send(publicSap, apdu)).toBeUndefined();
    expect(bench.send(publicSap, new Uint8Array(0))).toBeUndefined();
  });
});

describe('Green Book 9.2, keys that are changed', () => {
  const pair = (keys: ReturnType<typeof keysOf>) => {
    const prepared = prepareKeys(keys);
    return { client: createOriginator(clientTitle, prepared), server: createOriginator(serverTitle, prepared) };
  };
  const [inForce, others, strange] = [keysOf(1), keysOf(40), keysOf(90)].map(pair) as [
    ReturnType<typeof pair>,
    ReturnType<typeof pair>,
    ReturnType<typeof pair>,
  ];
  const encoded = encodeApdu(get);

  /** Security of a client of which one message of each kind is noted. */
  function changing() {
    const told: string[] = [];
    let sent = 0;
    const security = new MessageSecurity(
      {
        mechanism: 'hls-gmac',
        securityPolicy: 'authenticated-encrypted',
        keys: () => keysOf(1),
        nextCounterAccepted: () => 100,
        acceptCounter: (counter) => told.push(`in force ${counter}`),
        takeCounter: () => sent++,
        otherKeys: () => {
          told.push('asked');
          return {
            keys: keysOf(40),
            nextCounterAccepted: 5,
            acceptCounter: (counter) => told.push(`other ${counter}`),
          };
        },
        refused: (reason) => told.push(reason),
      },
      clientTitle,
      serverTitle,
    );
    const open = (of: typeof inForce, counter: number, policy: SecurityPolicy = 'authenticated-encrypted') =>
      security.open(decodeApdu(cipherApdu(of.client, { policy, wrapping: 'glo' }, counter, encoded)) as Ciphered);
    return { security, told, open };
  }

  it('does not ask for other keys where a message is under those in force', () => {
    const { told, open } = changing();
    expect(open(inForce, 100)).toHaveProperty('apdu');
    expect(told).toEqual(['in force 100']);
  });

  it('accepts a message under the others, and answers under them', () => {
    const { told, open } = changing();
    const opened = open(others, 5);
    if (!('protect' in opened)) throw new RangeError('refused');
    const answer = decodeApdu(
      opened.protect(
        encodeApdu({ kind: 'get-response-normal', invokeIdAndPriority: 1, result: { data: unsigned(1) } }),
      ),
    ) as Ciphered;
    expect(decipherApdu(others.server, answer, 0).apdu).toMatchObject({ kind: 'get-response-normal' });
    expect(told).toEqual(['asked', 'other 5']);
    expect(open(inForce, 100)).toHaveProperty('apdu');
    expect(open(others, 6)).toHaveProperty('apdu');
  });

  it('does not count what is protected too little under the others', () => {
    const { told, open } = changing();
    expect(open(others, 5, 'authenticated')).toHaveProperty('apdu');
    expect(told).toEqual(['asked']);
  });

  it.each([
    ['a counter of the keys in force that was used', inForce, 99, 'invocation-counter', 100],
    ['a counter of the others that was used', others, 4, 'invocation-counter', 100],
    ['keys that it does not know', strange, 500, 'deciphering', undefined],
  ] as const)('refuses %s', (_, of, counter, reason, invocationCounter) => {
    const { told, open } = changing();
    expect(open(of, counter)).toMatchObject({
      kind: 'exception-response',
      ...(invocationCounter !== undefined && { invocationCounter }),
    });
    expect(told).toEqual(['asked', reason]);
  });

  it('takes f(StoC) under either set, and gives f(CtoS) under the same one', () => {
    const { security } = changing();
    const challenges = { client: fromHex('0011223344556677'), server: fromHex('8899AABBCCDDEEFF') };
    for (const { client, server } of [inForce, others]) {
      const answer = security.reply(challenges, hlsReply(client, 1, challenges.server)) as Uint8Array;
      expect(() => verifyHlsReply(server, challenges.client, answer)).not.toThrow();
    }
    expect(security.reply(challenges, hlsReply(strange.client, 1, challenges.server))).toBeUndefined();
  });
});
