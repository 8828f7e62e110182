import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Eui64, eui64Bytes, eui64FromBytes, parseObis } from '../../src/core/identifiers.ts';
import { listenTcp } from '../../src/links/listen.ts';
import { encodeApdu } from '../../src/protocol/cosem/apdu/codec.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { decodeGatewayMessage, encodeGatewayMessage } from '../../src/protocol/gateway/gateway-header.ts';
import { encodeWpdu, WpduScanner } from '../../src/protocol/wrapper/wpdu.ts';
import { Dwelling, ids } from './installation/dwelling.ts';

const SAP = 16;
const serial = { classId: 1, instance: parseObis('0.0.96.1.0.255'), attribute: 2 };
const client = new CosemClient({ mechanism: 'none', random: (length) => new Uint8Array(length) });
const aarq = client.associate().next().value as Uint8Array;

function get(id: number): Uint8Array {
  return encodeApdu({ kind: 'get-request-normal', invokeIdAndPriority: id, attribute: serial });
}

function wrapped(device: Eui64 | Uint8Array, apdu: Uint8Array, networkId = 0): Uint8Array {
  const address = device instanceof Uint8Array ? device : eui64Bytes(device);
  return encodeWpdu(SAP, 1, encodeGatewayMessage({ kind: 'request', networkId, address, apdu }));
}

interface Answer {
  readonly device: string;
  readonly networkId: number;
  readonly apdu: Uint8Array;
}

/** A head-end's end of the stream, and what it has heard. */
class Line {
  readonly stream: Duplex;
  readonly answers: Answer[] = [];
  readonly #scanner = new WpduScanner(0xffff);

  constructor(dwelling: Dwelling) {
    this.stream = dwelling.connect();
    this.stream.on('data', (bytes: Uint8Array) => {
      for (const action of this.#scanner.push(bytes)) {
        if (action.kind !== 'deliver') throw new RangeError(action.kind);
        const { kind, address, networkId, apdu } = decodeGatewayMessage(action.apdu);
        expect([kind, action.source, action.destination]).toEqual(['response', 1, SAP]);
        this.answers.push({ device: eui64FromBytes(address), networkId, apdu: Uint8Array.from(apdu) });
      }
    });
  }

  of(device: Eui64): readonly Answer[] {
    return this.answers.filter((answer) => answer.device === device);
  }
}

/** Lets the virtual clock jump until all is answered that will be. */
async function until(isDone: () => boolean, most = 5000): Promise<void> {
  for (let turn = 0; turn < most && !isDone(); turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('serving the WAN', () => {
  it('a slow gas meter holds nobody else up, and every device keeps the order of its requests', async () => {
    const dwelling = new Dwelling();
    const line = new Line(dwelling);
    const devices = [ids.gsme, ids.esme, ids.hub, ids.gpf];
    for (const device of devices) line.stream.write(wrapped(device, aarq));
    for (let id = 1; id <= 10; id++) for (const device of devices) line.stream.write(wrapped(device, get(id)));
    await until(() => line.answers.length === 33);
    expect(line.of(ids.gsme)).toEqual([]);
    await until(() => line.answers.length === 44);
    for (const device of devices) {
      const invokeIds = line
        .of(device)
        .slice(1)
        .map(({ apdu }) => (apdu[2] as number) & 0x0f);
      expect(invokeIds).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });

  it('a flood for one device fills no memory, and starves nobody', async () => {
    const dwelling = new Dwelling({ faults: [] });
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'lost' });
    const line = new Line(dwelling);
    for (let i = 0; i < 3000; i++) line.stream.write(wrapped(ids.gsme, aarq));
    line.stream.write(wrapped(ids.esme, aarq));
    await until(() => line.of(ids.esme).length === 1);
    expect(line.of(ids.esme)).toHaveLength(1);
    expect(line.of(ids.gsme)).toHaveLength(0);
  });

  it('a request that breaks something is the loss of whoever sent it, and of nobody after', async () => {
    const dwelling = new Dwelling();
    const broken = new Line(dwelling);
    dwelling.unit.smsNeeded = () => {
      throw new RangeError('broken');
    };
    broken.stream.write(wrapped(ids.hub, aarq));
    await until(() => broken.stream.destroyed || broken.stream.readableEnded);
    Reflect.deleteProperty(dwelling.unit, 'smsNeeded');
    const line = new Line(dwelling);
    line.stream.write(wrapped(ids.hub, aarq));
    await until(() => line.answers.length === 1);
    expect(broken.answers).toEqual([]);
    expect(line.of(ids.hub)).toHaveLength(1);
  });

  it('a head-end that takes no answers is not read on', async () => {
    const dwelling = new Dwelling();
    const stream = dwelling.connect();
    for (let i = 0; i < 4000; i++) {
      const devices = [ids.esme, ids.hub, ids.gpf];
      stream.write(wrapped(devices[i % devices.length] as Eui64, aarq));
    }
    await until(() => false, 3000);
    expect(dwelling.hub.state.wan.messages).toBeLessThan(4000);
  });

  it('answers under the network and the address that it was asked by; the hub of the only installation also without', async () => {
    const dwelling = new Dwelling();
    const line = new Line(dwelling);
    line.stream.write(wrapped(ids.esme, aarq, 7));
    await until(() => line.answers.length === 1);
    expect(line.answers).toMatchObject([{ device: ids.esme, networkId: 7 }]);
    const plain = dwelling.connect();
    const heard: Uint8Array[] = [];
    plain.on('data', (bytes: Uint8Array) => heard.push(bytes));
    plain.write(encodeWpdu(SAP, 1, aarq));
    await until(() => heard.length === 1);
    expect(heard[0]?.[8]).toBe(0x61);
  });

  it('associations belong to the connection that they came by, and end with it', async () => {
    const dwelling = new Dwelling();
    const [one, other] = [new Line(dwelling), new Line(dwelling)];
    one.stream.write(wrapped(ids.esme, aarq));
    await until(() => one.answers.length === 1);
    for (const line of [one, other]) line.stream.write(wrapped(ids.esme, get(1)));
    await until(() => one.answers.length === 2 && other.answers.length === 1);
    expect(one.answers[1]?.apdu[0]).toBe(0xc4);
    expect(other.answers[0]?.apdu[0]).toBe(0xd8);
    one.stream.destroy();
    await until(() => false, 10);
    const again = new Line(dwelling);
    again.stream.write(wrapped(ids.esme, get(1)));
    await until(() => again.answers.length === 1);
    expect(again.answers[0]?.apdu[0]).toBe(0xd8);
  });

  it('whoever has asked all there is to ask still gets the answers, and then the end', async () => {
    const dwelling = new Dwelling();
    const listener = await listenTcp('127.0.0.1', 0, (stream) => dwelling.serve(stream));
    const socket = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
    let heard = 0;
    socket.on('data', (bytes) => {
      heard += bytes.length;
    });
    socket.end(wrapped(ids.gsme, aarq));
    await once(socket, 'end');
    expect(heard).toBeGreaterThan(30);
    await listener.close();
  });

  it('gateway headers of any kind leave it standing, and wake nobody', async () => {
    const known = eui64Bytes(ids.esme);
    const hostile = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Uint8Array.of(0xe6, ...bytes)),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.of(0xe7, ...bytes)),
      fc
        .record({ address: fc.uint8Array({ maxLength: 255 }), apdu: fc.uint8Array({ minLength: 1, maxLength: 9 }) })
        .map((message) => encodeGatewayMessage({ kind: 'request', networkId: 0, ...message })),
      fc.constant(encodeGatewayMessage({ kind: 'response', networkId: 0, address: known, apdu: aarq })),
      fc.constant(Uint8Array.of(0xe6, 0, 8, ...known)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 30 }), async (messages) => {
        const dwelling = new Dwelling();
        const line = new Line(dwelling);
        for (const message of messages) line.stream.write(encodeWpdu(SAP, 1, message));
        await until(() => false, 5);
        expect(line.answers).toEqual([]);
        expect(dwelling.hub.state.wan.sms).toBe(0);
        line.stream.write(wrapped(ids.esme, aarq));
        await until(() => line.answers.length > 0);
        expect(line.answers).toMatchObject([{ device: ids.esme }]);
        line.stream.destroy();
      }),
      { numRuns: 60 },
    );
  });

  it('any APDU may come for any device', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom(ids.esme, ids.gsme, ids.gpf, ids.hub),
            fc.uint8Array({ minLength: 1, maxLength: 40 }),
          ),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        async (messages) => {
          const dwelling = new Dwelling({
            hub: { 'more-sms': [{ 'class-id': 7, object: parseObis('1.0.99.1.0.255'), sms: 2, 'within-seconds': 60 }] },
          });
          const line = new Line(dwelling);
          for (const [device, apdu] of messages) line.stream.write(wrapped(device, apdu));
          line.stream.write(wrapped(ids.hub, aarq));
          await until(() => line.of(ids.hub).some(({ apdu }) => apdu[0] === 0x61 && apdu.length > 20));
          expect(line.of(ids.hub).length).toBeGreaterThan(0);
          line.stream.destroy();
        },
      ),
      { numRuns: 40 },
    );
  });
});
