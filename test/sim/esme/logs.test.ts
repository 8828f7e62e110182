import { describe, expect, it } from 'vitest';
import { mpanCheckDigit, parseObis } from '../../../src/core/identifiers.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { ServiceRefused } from '../../../src/protocol/cosem/client/service-refused.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { cipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { wrapKey } from '../../../src/protocol/cosem/security/key-wrap.ts';
import { createOriginator, prepareKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { events } from '../../../src/sim/device/events.ts';
import type { EsmeState } from '../../../src/sim/esme/state.ts';
import { Bench, type Client, elements, firstLight, numberIn } from '../bench.ts';

const EVENT_LOG = [7, '0.0.99.98.0.255'] as const;
const SECURITY_LOG = [7, '0.0.99.98.1.255'] as const;
const CLOCK = [8, '0.0.1.0.0.255'] as const;
const zero = { type: 'integer', value: 0 } as const;
const { keys } = firstLight.devices.esme;
const master = keys.master ?? new Uint8Array(16);
const anotherKey = Uint8Array.from({ length: 16 }, (_, i) => 0x77 + i);

function codesIn(client: Client, log: readonly [number, string]): number[] {
  return elements(client.read(...log, 2)).map((row) => numberIn(elements(row)[1] as Data));
}

const securityCodes = (bench: Bench): number[] => codesIn(bench.associate(2), SECURITY_LOG);

function transfer(client: Client, sap: 1 | 2, wrapped: readonly (readonly [number, Uint8Array])[]) {
  const value = wrapped.map(
    ([id, key]): Data => ({
      type: 'structure',
      value: [
        { type: 'enum', value: id },
        { type: 'octet-string', value: key },
      ],
    }),
  );
  return client.action(64, `0.0.43.0.${sap}.255`, 2, { type: 'array', value }).result;
}

describe('Blue Book 4.3.6: event log', () => {
  it('begins with the power-up at installation', () => {
    const client = new Bench().associate(2);
    const [row] = elements(client.read(...EVENT_LOG, 2));
    expect(numberIn(elements(row as Data)[1] as Data)).toBe(events['power-up'].code);
  });

  it('holds an entry for each cause, in order', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.action(...CLOCK, 6, { type: 'long', value: 5 });
    client.action(...CLOCK, 6, { type: 'long', value: 500 });
    client.action(70, '0.0.96.3.10.255', 1, zero);
    client.action(9, '0.0.10.0.106.255', 1, { type: 'long-unsigned', value: 3 });
    bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    bench.device.opticalPort?.signedOn();
    expect(codesIn(client, EVENT_LOG).slice(1)).toEqual([
      events['clock-adjusted'].code,
      events['clock-adjustment-refused'].code,
      events['supply-disabled'].code,
      events['supply-armed'].code,
      events['supply-enabled'].code,
      events['local-port'].code,
    ]);
    expect(numberIn(client.read(1, '0.0.96.11.0.255', 2))).toBe(events['local-port'].code);
  });

  it('holds the last hundred and no more', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    for (let i = 0; i < 250; i++) client.action(...CLOCK, 6, { type: 'long', value: i % 2 === 0 ? 1 : 11 });
    const codes = codesIn(client, EVENT_LOG);
    expect(codes).toHaveLength(100);
    expect(numberIn(client.read(...EVENT_LOG, 7))).toBe(100);
    expect(codes.slice(-2)).toEqual([events['clock-adjusted'].code, events['clock-adjustment-refused'].code]);
    expect(bench.device.save().length).toBeLessThan(50_000);
  });

  it('is cleared by the non-critical client alone, which leaves a trace', () => {
    const bench = new Bench();
    expect(bench.associate(1).action(...EVENT_LOG, 1, zero).result).toBe('read-write-denied');
    const client = bench.associate(2);
    expect(client.action(...EVENT_LOG, 1, zero).result).toBe('success');
    expect(codesIn(client, EVENT_LOG)).toEqual([events['event-log-cleared'].code]);
  });

  it('is selected by range of the clock', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    client.action(...CLOCK, 6, { type: 'long', value: 1 });
    const clock = { classId: 8, logicalName: parseObis(CLOCK[1]), attributeIndex: 2, dataIndex: 0 };
    const from = { type: 'date-time', value: utc(firstLight.start.epochMilliseconds) } as const;
    const to = { type: 'date-time', value: {} } as const;
    const selection = selectionOf({ kind: 'range', restrictingObject: clock, from, to, selectedValues: [] });
    expect(elements(client.read(...EVENT_LOG, 2, selection))).toHaveLength(1);
  });

  it('tells that the firmware has changed since the state was saved', () => {
    const saved = new Bench().device.save();
    const client = new Bench({ saved, entry: { firmware: '01010000' } }).associate(2);
    expect(codesIn(client, EVENT_LOG).at(-1)).toBe(events['firmware-changed'].code);
    expect(client.read(1, '1.0.0.2.0.255', 2)).toMatchObject({
      value: Uint8Array.from('01010000', (c) => c.charCodeAt(0)),
    });
  });
});

describe('Green Book 9.2: invocation counters', () => {
  it('begin at 0: a client that has never spoken may begin there too', () => {
    const bench = new Bench();
    expect(bench.counter(1)).toBe(0);
    bench.associate(1, { counter: 0 });
    expect(bench.counter(1)).toBe(3);
  });

  it('are not moved on by a message with too little protection, which anyone may have forged', () => {
    const bench = new Bench();
    bench.associate(1, { counter: 10 });
    const before = bench.counter(1);
    const title = Uint8Array.from('CLIENT01', (c) => c.charCodeAt(0));
    const originator = createOriginator(title, prepareKeys(keys.clients[1]));
    const protection = { policy: 'encrypted', wrapping: 'glo' } as const;
    const get = Uint8Array.from([0xc0, 0x01, 0xc1, 0x00, 0x08, 0x00, 0x00, 0x01, 0x00, 0x00, 0xff, 0x02, 0x00]);
    bench.server.receive(1, 1, cipherApdu(originator, protection, 0xfffffffe, get));
    expect(securityCodes(bench)).toEqual([events['protection-missing'].code]);
    expect(bench.counter(1)).toBe(before);
  });
});

describe('Green Book 9.2: security log', () => {
  it('is empty while all is well', () => {
    const bench = new Bench();
    bench.associate(1);
    expect(securityCodes(bench)).toEqual([]);
    expect(numberIn(bench.associate(2).read(1, '0.0.96.11.1.255', 2))).toBe(0);
  });

  it('tells a wrong encryption key', () => {
    const bench = new Bench();
    const intruder = bench.meet(2, { keys: { ...keys.clients[2], encryption: anotherKey }, counter: 5 });
    expect(() => intruder.perform(intruder.cosem.associate())).toThrow();
    expect(securityCodes(bench)).toEqual([events['deciphering-failed'].code]);
  });

  it('tells a replayed invocation counter, and does not act upon the message', () => {
    const bench = new Bench();
    const client = bench.associate(1, { counter: 50 });
    client.action(70, '0.0.96.3.10.255', 1, zero);
    const replayed = bench.traffic.at(-2) as Uint8Array;
    client.action(9, '0.0.10.0.106.255', 1, { type: 'long-unsigned', value: 2 });
    bench.server.receive(1, 1, replayed);
    expect(client.read(70, '0.0.96.3.10.255', 2)).toEqual({ type: 'boolean', value: true });
    expect(securityCodes(bench)).toEqual([events['counter-replayed'].code]);
    expect(bench.counter(1)).toBeGreaterThan(50);
  });

  it('tells a request without the protection that is asked for', () => {
    const bench = new Bench();
    bench.associate(1);
    const plainGet = Uint8Array.from([0xc0, 0x01, 0xc1, 0x00, 0x08, 0x00, 0x00, 0x01, 0x00, 0x00, 0xff, 0x02, 0x00]);
    bench.server.receive(1, 1, plainGet);
    expect(securityCodes(bench)).toEqual([events['protection-missing'].code]);
  });

  it('tells a failed HLS authentication', () => {
    const bench = new Bench();
    const client = bench.meet(2, { counter: 1 });
    const exchange = client.cosem.associate();
    const aare = bench.server.receive(2, 1, exchange.next().value as Uint8Array) as Uint8Array;
    const tampered = aare.slice();
    // Another server-to-client challenge than the server's own: the client's answer to it is wrong.
    const at = tampered.findIndex((byte, i) => byte === 0xaa && tampered[i + 2] === 0x80) + 4;
    tampered[at] = (tampered[at] as number) ^ 1;
    const reply = exchange.next(tampered).value as Uint8Array;
    bench.server.receive(2, 1, reply);
    expect(securityCodes(bench)).toEqual([events['authentication-failed'].code]);
  });
});

describe('Blue Book, Security setup: global_key_transfer', () => {
  const wrapped = wrapKey(master, anotherKey);

  it('puts new keys in force with the first message under them, and logs both', () => {
    const bench = new Bench();
    const client = bench.associate(2);
    expect(
      transfer(client, 2, [
        [0, wrapped],
        [2, wrapped],
      ]),
    ).toBe('success');
    const renewed = { encryption: anotherKey, authentication: anotherKey };
    const fresh = bench.associate(2, { keys: renewed });
    expect(codesIn(fresh, SECURITY_LOG)).toEqual([events['key-changed'].code, events['key-confirmed'].code]);
    const old = bench.meet(2, { counter: 1000 });
    expect(() => old.perform(old.cosem.associate())).toThrow(ServiceRefused);
  });

  it('Green Book 9.2: begins the counter of a new encryption key anew, and of no other key', () => {
    const bench = new Bench();
    const client = bench.associate(2, { counter: 700 });
    const own = () => (JSON.parse(bench.device.save()) as EsmeState).clients[2].nextSent;
    transfer(client, 2, [[0, wrapKey(master, keys.clients[2].encryption)]]);
    expect(bench.counter(2)).toBe(704);
    transfer(client, 2, [[2, wrapped]]);
    const authentication = anotherKey;
    const renewed = bench.associate(2, { keys: { ...keys.clients[2], authentication }, counter: 800 });
    const sentBefore = own();
    transfer(renewed, 2, [[0, wrapped]]);
    bench.associate(2, { keys: { encryption: anotherKey, authentication }, counter: 0 });
    expect(bench.counter(2)).toBe(3);
    expect(own()).toBeGreaterThan(sentBefore);
  });

  it('Green Book 9.2: leaves the association open in which it was called, under either keys until the new ones are used', () => {
    const bench = new Bench();
    const client = bench.associate(2, { counter: 700 });
    expect(transfer(client, 2, [[0, wrapped]])).toBe('success');
    expect(client.get(3, '1.0.1.8.0.255', 2)).toHaveProperty('data');
    const title = Uint8Array.from('CLIENT02', (c) => c.charCodeAt(0));
    const originator = createOriginator(title, prepareKeys({ ...keys.clients[2], encryption: anotherKey }));
    const get = encodeApdu({
      kind: 'get-request-normal',
      invokeIdAndPriority: 0xc1,
      attribute: { classId: 3, instance: parseObis('1.0.1.8.0.255'), attribute: 2 },
    });
    const protection = { policy: 'authenticated-encrypted', wrapping: 'glo' } as const;
    const answer = bench.server.receive(2, 1, cipherApdu(originator, protection, 0, get));
    expect(answer?.[0]).toBe(0xcc);
    expect(() => client.read(3, '1.0.1.8.0.255', 2)).toThrow(/deciphering-error|invocation-counter-error/);
  });

  it('lets the critical client replace the keys of both, and the non-critical one its own', () => {
    const bench = new Bench();
    expect(transfer(bench.associate(1), 2, [[0, wrapped]])).toBe('success');
    const client = bench.associate(2, { keys: { ...keys.clients[2], encryption: anotherKey } });
    expect(transfer(client, 1, [[0, wrapped]])).toBe('read-write-denied');
  });

  it('refuses a key that is not wrapped under the master key, or that there is not, and logs it', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    expect(
      transfer(client, 1, [
        [0, wrapped],
        [2, wrapKey(anotherKey, anotherKey)],
      ]),
    ).toBe('other-reason');
    expect(
      transfer(client, 1, [
        [0, wrapped],
        [1, wrapped],
      ]),
    ).toBe('other-reason');
    expect(codesIn(client, SECURITY_LOG)).toEqual([events['key-refused'].code, events['key-refused'].code]);
    expect(transfer(bench.associate(1), 1, [[0, wrapped]])).toBe('success');
  });

  it('Blue Book, Security setup: tells each client its own system title alone', () => {
    const client = new Bench().associate(1);
    const title = (sap: number): unknown => client.read(64, `0.0.43.0.${sap}.255`, 4);
    expect(title(1)).toEqual({ type: 'octet-string', value: Uint8Array.from('CLIENT01', (c) => c.charCodeAt(0)) });
    expect(title(2)).toEqual({ type: 'octet-string', value: new Uint8Array(0) });
  });

  it('keeps the strongest policy in force', () => {
    const client = new Bench().associate(1);
    expect(client.action(64, '0.0.43.0.1.255', 1, { type: 'enum', value: 3 }).result).toBe('success');
    expect(client.action(64, '0.0.43.0.1.255', 1, { type: 'enum', value: 0 }).result).toBe('other-reason');
  });
});

it('SMETS1: the MPAN can be set by the non-critical client, where its check digit is right', () => {
  const client = new Bench().associate(2);
  const mpan = `190000000001${mpanCheckDigit('190000000001')}`;
  const text = (value: string) =>
    ({ type: 'octet-string', value: Uint8Array.from(value, (c) => c.charCodeAt(0)) }) as const;
  expect(client.set(1, '0.0.96.1.10.255', 2, text('1200000000012'))).toBe('other-reason');
  expect(client.set(1, '0.0.96.1.10.255', 2, text(mpan))).toBe('success');
  expect(client.read(1, '0.0.96.1.10.255', 2)).toEqual(text(mpan));
  expect(client.set(1, '0.0.96.1.10.255', 2, text('\u0001'))).toBe('type-unmatched');
});
