import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import type { FramingAction } from '../../../src/protocol/framing.ts';
import { WrapperClient } from '../../../src/protocol/wrapper/client.ts';
import { WrapperServer } from '../../../src/protocol/wrapper/server.ts';
import { encodeWpdu } from '../../../src/protocol/wrapper/wpdu.ts';

interface Message {
  readonly source: number;
  readonly destination: number;
  readonly apdu: Uint8Array;
}

const port = fc.nat(0xffff);
const message: fc.Arbitrary<Message> = fc.record({
  source: port,
  destination: port,
  apdu: fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ minLength: 200, maxLength: 3000 })),
});
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

const encode = ({ source, destination, apdu }: Message): Uint8Array => encodeWpdu(source, destination, apdu);

function cut(bytes: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const offsets = at.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [0, ...offsets].map((offset, i) => bytes.subarray(offset, offsets[i] ?? bytes.length));
}

const messages = (actions: readonly FramingAction[]): readonly Message[] =>
  actions.flatMap((action) =>
    action.kind === 'deliver'
      ? [{ source: action.source, destination: action.destination, apdu: Uint8Array.from(action.apdu) }]
      : [],
  );

const sentBytes = (actions: readonly FramingAction[]): string =>
  actions.map((action) => (action.kind === 'transmit' ? toHex(action.bytes) : action.kind)).join(' ');

const failure = (actions: readonly FramingAction[]): unknown =>
  actions.flatMap((a) => (a.kind === 'failed' ? [a.error] : []))[0];

describe('Green Book 7.3 messages', () => {
  test('Green Book 7.3: version, source and destination wPort, length', () => {
    expect(toHex(encodeWpdu(16, 1, fromHex('C001C100')))).toBe('0001001000010004C001C100');
    expect(toHex(encodeWpdu(0xabcd, 0x1234, new Uint8Array(0x102)).subarray(0, 8))).toBe('0001ABCD12340102');
  });

  test('Green Book 7.3: messages arrive whole and in order however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), places, (sent, at) => {
        const server = new WrapperServer();
        const chunks = cut(concatBytes(...sent.map(encode)), at);
        expect(chunks.flatMap((chunk) => messages(server.receive(chunk)))).toEqual(sent);
      }),
    );
  });

  test('Green Book 7.3: messages arrive byte by byte', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 3 }), (sent) => {
        const server = new WrapperServer();
        const bytes = Array.from(concatBytes(...sent.map(encode)), (byte) => Uint8Array.of(byte));
        expect(bytes.flatMap((chunk) => messages(server.receive(chunk)))).toEqual(sent);
      }),
      { numRuns: 30 },
    );
  });

  test('Green Book 7.3: what was delivered stays as it was when more arrives', () => {
    const server = new WrapperServer();
    const [first, second] = [
      encodeWpdu(16, 1, new Uint8Array(50).fill(1)),
      encodeWpdu(16, 1, new Uint8Array(50).fill(2)),
    ];
    server.receive(first.subarray(0, 20));
    const [action] = server.receive(concatBytes(first.subarray(20), second.subarray(0, 30)));
    server.receive(second.subarray(30));
    expect(action?.kind === 'deliver' && action.apdu).toEqual(new Uint8Array(50).fill(1));
  });

  test('Green Book 7.3: an APDU that is a chunk of its own is not copied', () => {
    const bytes = encodeWpdu(16, 1, new Uint8Array(50));
    const [action] = new WrapperServer().receive(bytes);
    expect(action?.kind === 'deliver' && action.apdu.buffer === bytes.buffer).toBe(true);
  });

  test('Green Book 7.3: another version ends the connection, at its first wrong byte', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 3 }),
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        places,
        (sent, noise, at) => {
          fc.pre(noise[0] !== 0 || (noise.length > 1 && noise[1] !== 1));
          const good = concatBytes(...sent.map(encode));
          const server = new WrapperServer();
          const actions = cut(concatBytes(good, noise), at).flatMap((chunk) => server.receive(chunk));
          expect(messages(actions)).toEqual(sent);
          expect(failure(actions)).toMatchObject({ code: 'wrapper-version-wrong', where: { offset: good.length } });
          expect(server.awaiting).toBeUndefined();
          expect(server.receive(good)).toEqual([]);
          expect(server.send(Uint8Array.of(1), 16, 1)).toEqual([]);
        },
      ),
    );
  });

  test('Green Book 7.3: a length above the limit ends the connection before anything is held for it', () => {
    const server = new WrapperServer({ maxApduLength: 100 });
    expect(messages(server.receive(encodeWpdu(16, 1, new Uint8Array(100))))).toHaveLength(1);
    expect(failure(server.receive(encodeWpdu(16, 1, new Uint8Array(101)).subarray(0, 8)))).toMatchObject({
      code: 'wrapper-apdu-too-long',
      where: { offset: 114 },
      found: '101 bytes',
    });
  });

  test('Green Book 7.3: the longest message passes, a longer one is refused', () => {
    const client = new WrapperClient({ clientSap: 16, serverSap: 1 });
    client.open();
    const [sent] = client.send(new Uint8Array(0xffff));
    const chunk = sent?.kind === 'transmit' ? sent.bytes : new Uint8Array(0);
    expect(messages(new WrapperServer().receive(chunk))[0]?.apdu).toHaveLength(0xffff);
    const refusal = expect.objectContaining({ code: 'wrapper-apdu-too-long' });
    expect(() => client.send(new Uint8Array(0x10000))).toThrow(refusal);
  });

  test('Green Book 7.3: arbitrary bytes never throw', () => {
    const chunk = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((bytes) => concatBytes(fromHex('000100100001'), bytes)),
    );
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const server = new WrapperServer();
        const client = new WrapperClient({ clientSap: 1, serverSap: 16 });
        client.open();
        const seen = chunks.flatMap((bytes) => server.receive(bytes));
        expect(messages(chunks.flatMap((bytes) => client.receive(bytes)))).toEqual(
          messages(seen).filter(({ source, destination }) => source === 16 && destination === 1),
        );
      }),
    );
  });
});

describe('Green Book 7.3 client', () => {
  const apdu = fromHex('C001C100');
  const answer = encodeWpdu(1, 16, fromHex('C401C100'));
  const opened = (): WrapperClient => {
    const client = new WrapperClient({ clientSap: 16, serverSap: 1 });
    expect(client.open()).toEqual([{ kind: 'opened' }]);
    return client;
  };

  test('Green Book 7.3: a request and its answer', () => {
    const client = opened();
    expect(client.awaiting).toBeUndefined();
    expect(sentBytes(client.send(apdu))).toBe('0001001000010004C001C100');
    expect(client.awaiting).toBe('answer');
    expect(messages(client.receive(answer))).toEqual([{ source: 1, destination: 16, apdu: fromHex('C401C100') }]);
    expect(client.awaiting).toBeUndefined();
  });

  test('Green Book 7.3: messages between others are passed over', () => {
    const client = opened();
    client.send(apdu);
    expect(client.receive(concatBytes(encodeWpdu(2, 16, apdu), encodeWpdu(1, 17, apdu)))).toEqual([]);
    expect(client.awaiting).toBe('answer');
  });

  test('Green Book 7.3: no answer in time ends the connection', () => {
    const client = opened();
    expect(client.timeout()).toEqual([]);
    client.send(apdu);
    expect(failure(client.timeout())).toMatchObject({ code: 'wrapper-no-answer' });
    expect(client.awaiting).toBeUndefined();
    expect(() => client.send(apdu)).toThrow(expect.objectContaining({ code: 'framing-not-open' }));
    expect(client.receive(answer)).toEqual([]);
  });

  test('Green Book 7.3: nothing can be sent before open, after close, or after a failure', () => {
    const refusal = expect.objectContaining({ code: 'framing-not-open' });
    expect(() => new WrapperClient({ clientSap: 16, serverSap: 1 }).send(apdu)).toThrow(refusal);
    const closed = opened();
    expect(closed.close()).toEqual([{ kind: 'closed' }]);
    expect(() => closed.send(apdu)).toThrow(refusal);
    const failed = opened();
    expect(failure(failed.receive(fromHex('7EA0')))).toMatchObject({ code: 'wrapper-version-wrong' });
    expect(() => failed.send(apdu)).toThrow(refusal);
  });

  test('Green Book 7.3: SAPs that are no wPorts are refused', () => {
    const refusal = expect.objectContaining({ code: 'wrapper-port-invalid' });
    for (const sap of [-1, 0x10000, 1.5]) {
      expect(() => new WrapperClient({ clientSap: sap, serverSap: 1 })).toThrow(refusal);
      expect(() => new WrapperClient({ clientSap: 1, serverSap: sap })).toThrow(refusal);
      expect(() => new WrapperServer().send(apdu, sap, 1)).toThrow(refusal);
    }
  });
});

describe('Green Book 7.3 server', () => {
  const apdu = fromHex('C401C100');

  test('Green Book 7.3: an answer goes back between the SAPs of the last message unless told otherwise', () => {
    const server = new WrapperServer();
    expect(server.open()).toEqual([]);
    expect(server.awaiting).toBe('activity');
    expect(() => server.send(apdu)).toThrow(expect.objectContaining({ code: 'framing-no-peer' }));
    server.receive(concatBytes(encodeWpdu(16, 1, apdu), encodeWpdu(2, 3, apdu)));
    expect(sentBytes(server.send(apdu))).toBe('0001000300020004C401C100');
    expect(sentBytes(server.send(apdu, 16, 1))).toBe('0001000100100004C401C100');
    expect(sentBytes(server.notify(apdu, 32, 1))).toBe('0001000100200004C401C100');
  });

  test('Green Book 7.3: a client that is silent for too long, or closed on purpose, is no longer served', () => {
    for (const end of [(server: WrapperServer) => server.timeout(), (server: WrapperServer) => server.close()]) {
      const server = new WrapperServer();
      expect(end(server)).toEqual([{ kind: 'closed' }]);
      expect(server.awaiting).toBeUndefined();
      expect(server.receive(encodeWpdu(16, 1, apdu))).toEqual([]);
      expect(server.send(apdu, 16, 1)).toEqual([]);
    }
  });
});
