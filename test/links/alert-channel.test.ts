import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealClock, VirtualClock } from '../../src/core/clock.ts';
import { eui64Bytes, parseEui64 } from '../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { AlertChannel, type PushedApdu } from '../../src/links/alert-channel.ts';
import { listenAtWans } from '../../src/links/alert-channels.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { listenTcp } from '../../src/links/listen.ts';
import type { Traffic } from '../../src/links/wire.ts';
import { encodeGatewayMessage } from '../../src/protocol/gateway/gateway-header.ts';
import { encodeWpdu } from '../../src/protocol/wrapper/wpdu.ts';
import { Dwelling, ids } from '../sim/installation/dwelling.ts';

const hub = parseLinkAddress('sim:hub');
const device = parseEui64('00-00-5E-EF-10-00-00-01');
const start = Temporal.Instant.from('2026-01-15T10:20:00Z');

function pushed(apdu: Uint8Array, from = device): Uint8Array {
  return encodeWpdu(1, 2, encodeGatewayMessage({ kind: 'response', networkId: 0, address: eui64Bytes(from), apdu }));
}

/** Lets what was written come in. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** A channel on a virtual clock, whose far ends the test holds. */
class Listener {
  readonly clock = new VirtualClock(start);
  readonly pushes: PushedApdu[] = [];
  readonly traffic: Traffic[] = [];
  readonly ends: Duplex[] = [];
  readonly channel: Promise<AlertChannel>;

  constructor() {
    this.channel = AlertChannel.open(hub, {
      clock: this.clock,
      onPush: (push) => this.pushes.push({ ...push, apdu: Uint8Array.from(push.apdu) }),
      observe: (traffic) => this.traffic.push(traffic),
      stream: () => {
        const [near, far] = inProcessPair();
        this.ends.push(far);
        return near;
      },
    });
  }

  get far(): Duplex {
    return this.ends.at(-1) as Duplex;
  }
}

describe('an alert channel', () => {
  it('Green Book, gateway protocol: yields what devices push, by device, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(50)),
        async (apdus, cuts) => {
          const listener = new Listener();
          const channel = await listener.channel;
          const bytes = Buffer.concat(apdus.map((apdu) => pushed(apdu)));
          for (let at = 0; at < bytes.length; ) {
            const length = 1 + (cuts.next().value as number);
            listener.far.write(bytes.subarray(at, at + length));
            at += length;
          }
          await settle();
          expect(listener.pushes).toEqual(apdus.map((apdu) => ({ device, source: 1, destination: 2, apdu })));
          expect(Buffer.concat(listener.traffic.map((each) => each.bytes))).toEqual(bytes);
          await channel.close();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes what comes without a gateway header for whoever stands at the address', async () => {
    const listener = new Listener();
    const channel = await listener.channel;
    listener.far.write(encodeWpdu(1, 2, Uint8Array.of(0xc2, 1)));
    await settle();
    expect(listener.pushes).toEqual([{ device: undefined, source: 1, destination: 2, apdu: Uint8Array.of(0xc2, 1) }]);
    await channel.close();
  });

  it('passes over what is no push of a device', async () => {
    const listener = new Listener();
    const channel = await listener.channel;
    const gateway = (message: Partial<Parameters<typeof encodeGatewayMessage>[0]>): Uint8Array =>
      encodeGatewayMessage({
        kind: 'response',
        networkId: 0,
        address: eui64Bytes(device),
        apdu: Uint8Array.of(1),
        ...message,
      });
    for (const message of [
      gateway({ kind: 'request' }),
      gateway({ address: Uint8Array.of(1, 2, 3) }),
      Uint8Array.of(0xe7, 0, 8, 1),
      new Uint8Array(0),
    ]) {
      listener.far.write(encodeWpdu(1, 2, message));
    }
    await settle();
    expect([listener.pushes, channel.isOpen]).toEqual([[], true]);
    await channel.close();
  });

  it('never throws, whatever bytes come in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), async (pieces) => {
        const listener = new Listener();
        const channel = await listener.channel;
        for (const piece of pieces) if (listener.far.writable) listener.far.write(piece);
        await settle();
        await channel.close();
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['is closed by the other side', (far: Duplex) => far.destroy()],
    ['sends what is no wrapper', (far: Duplex) => far.write(Uint8Array.of(0x7e, 0xa0))],
  ] as const)('is opened anew a second after a connection by which something was heard %s', async (_, lose) => {
    const listener = new Listener();
    const channel = await listener.channel;
    for (const connections of [2, 3, 4]) {
      listener.far.write(pushed(Uint8Array.of(connections)));
      await settle();
      lose(listener.far);
      await settle();
      expect([channel.isOpen, listener.pushes.length]).toEqual([false, connections - 1]);
      listener.clock.advance(Temporal.Duration.from({ seconds: 1 }));
      await settle();
      expect([channel.isOpen, listener.ends.length]).toEqual([true, connections]);
    }
    await channel.close();
  });

  it.each([
    ['finds nobody', undefined],
    ['is turned away at once', closedPair],
  ])('that %s tries again after 1, 2, 4 ... 60 seconds, and no more once it is closed', async (_, stream) => {
    const clock = new VirtualClock(start);
    const tries: number[] = [];
    const options = {
      clock,
      onPush: () => undefined,
      // An in-process address without a stream can't be opened.
      get stream() {
        tries.push(start.until(clock.now()).total('seconds'));
        return stream;
      },
    };
    const channel = await AlertChannel.open(hub, options as Parameters<typeof AlertChannel.open>[1]);
    for (let second = 0; second < 200; second++) {
      await settle();
      clock.advance(Temporal.Duration.from({ seconds: 1 }));
    }
    expect([channel.isOpen, tries]).toEqual([false, [0, 1, 3, 7, 15, 31, 63, 123, 183]]);
    await channel.close();
    clock.advance(Temporal.Duration.from({ hours: 1 }));
    await settle();
    expect(tries).toHaveLength(9);
  });

  it('hears every device behind a hub that is served over TCP, once, whatever each is reached by', async () => {
    const dwelling = new Dwelling();
    const { promise: connected, resolve: isConnected } = Promise.withResolvers<void>();
    const { promise: heard, resolve: isHeard } = Promise.withResolvers<void>();
    const server = await listenTcp('127.0.0.1', 0, (stream) => {
      dwelling.serve(stream);
      isConnected();
    });
    const at = `tcp://127.0.0.1:${server.port}`;
    const addresses = [at, `${at}?device=${ids.esme}`, `${at}?device=${ids.gsme}`, `${at}?framing=hdlc`, 'serial:COM9'];
    const pushes: PushedApdu[] = [];
    const onPush = (push: PushedApdu): void => {
      if (pushes.push(push) === 3) isHeard();
    };
    const listening = await listenAtWans(addresses.map(parseLinkAddress), { clock: new RealClock(), onPush });
    await connected;
    dwelling.esme.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'lost' });
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'back' });
    dwelling.advance({ minutes: 1 });
    await heard;
    expect(pushes.map((push) => push.device).toSorted()).toEqual([ids.esme, ids.hub, ids.hub].toSorted());
    await listening.close();
    await server.close();
  });
});

it('a meter at the end of its own line is left alone: it may serve one connection only', async () => {
  let connections = 0;
  const server = await listenTcp('127.0.0.1', 0, () => connections++);
  const addresses = ['', '?framing=hdlc'].map((more) => parseLinkAddress(`tcp://127.0.0.1:${server.port}${more}`));
  const listening = await listenAtWans(addresses, { clock: new RealClock(), onPush: () => undefined });
  await listening.close();
  await server.close();
  expect(connections).toBe(0);
});

/** One end of a stream whose other end is gone. */
function closedPair(): Duplex {
  const [near, far] = inProcessPair();
  far.destroy();
  return near;
}
