import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RealClock, VirtualClock } from '../../src/core/clock.ts';
import { isS1benchError, type S1benchError } from '../../src/core/errors.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { listenTcp } from '../../src/links/listen.ts';
import { type ApduLink, openWire, perform, type Wire, type WireOptions } from '../../src/links/wire.ts';
import type { FramingAction } from '../../src/protocol/framing.ts';
import { hdlcAddress } from '../../src/protocol/hdlc/address.ts';
import { encodeControl } from '../../src/protocol/hdlc/control.ts';
import { encodeAddresses, encodeFrame } from '../../src/protocol/hdlc/frame.ts';
import { HdlcSecondary } from '../../src/protocol/hdlc/secondary.ts';
import { encodeWpdu } from '../../src/protocol/wrapper/wpdu.ts';
import { esmeAt, installation, publicClient, recorder, serveOver } from './simulated.ts';

const PUBLIC = 16;
const logicalDeviceName = { classId: 1, instance: parseObis('0.0.42.0.0.255'), attribute: 2 };
const clock = new RealClock();

async function refusal(work: Promise<unknown>): Promise<S1benchError> {
  const error = await work.then(
    () => expect.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (!isS1benchError(error)) throw error;
  return error;
}

async function open(address: string, options: Partial<WireOptions> = {}): Promise<Wire> {
  const wire = await openWire(parseLinkAddress(address), { clock, ...options });
  onTestFinished(() => wire.close());
  return wire;
}

/** Opens an association, reads the name of the logical device, and takes leave. */
async function readName(link: ApduLink): Promise<unknown> {
  const client = publicClient();
  await perform(link, client.associate());
  const result = await perform(link, client.get(logicalDeviceName));
  await perform(link, client.release());
  return result;
}

async function listening(serve: (stream: Duplex) => unknown): Promise<number> {
  const listener = await listenTcp('127.0.0.1', 0, (stream) => {
    stream.on('error', () => stream.destroy());
    serve(stream);
  });
  onTestFinished(() => listener.close());
  return listener.port;
}

describe('wire', () => {
  it.each([
    ['IEC 62056-47: the wrapper', 'wrapper', ''],
    ['IEC 62056-46: HDLC, one-byte address', 'hdlc', '&physical=17'],
    ['IEC 62056-46: HDLC, four-byte address, window of 3', 'hdlc', '&physical=17&address-length=4&window=3&info=64'],
  ] as const)('%s carries the same APDUs over TCP and in-process', async (_, framing, more) => {
    const overTcp = recorder();
    const device = esmeAt(clock);
    const port = await listening(serveOver(device, { framing, clock }));
    const wire = await open(`tcp://127.0.0.1:${port}?framing=${framing}${more}`, { observe: overTcp.observe });
    const name = await readName(await wire.connect(PUBLIC, 1));

    const inProcess = recorder();
    const virtual = new VirtualClock(installation.start);
    const [near, far] = inProcessPair();
    serveOver(esmeAt(virtual), { framing, clock: virtual })(far);
    const address = parseLinkAddress(`sim:esme?framing=${framing}${more}`);
    const simWire = await openWire(address, { clock: virtual, observe: inProcess.observe }, near);
    const simLink = await simWire.connect(PUBLIC, 1);
    expect(await readName(simLink)).toEqual(name);
    await simLink.close();
    await simWire.close();

    expect(name).toMatchObject({ data: { type: 'octet-string' } });
    const apdus = (lines: readonly string[]) => lines.filter((line) => line.includes('apdu'));
    expect(apdus(overTcp.lines)).toEqual(apdus(inProcess.lines));
    expect(apdus(overTcp.lines)).toHaveLength(6);
    expect(overTcp.lines.some((line) => line.startsWith('> frame'))).toBe(true);
    expect(virtual.now()).toEqual(installation.start);
  });

  it.each(['wrapper', 'hdlc'] as const)('clients take turns on one wire (%s)', async (framing) => {
    const port = await listening(serveOver(esmeAt(clock), { framing, clock }));
    const physical = framing === 'hdlc' ? '&physical=17' : '';
    const wire = await open(`tcp://127.0.0.1:${port}?framing=${framing}${physical}`);
    const first = await wire.connect(PUBLIC, 1);
    expect((await refusal(wire.connect(2, 1))).code).toBe('link-busy');
    await readName(first);
    await first.close();
    expect(first.isOpen).toBe(false);
    expect((await refusal(first.request(Uint8Array.of(1)))).code).toBe('link-lost');
    await readName(await wire.connect(PUBLIC, 1));
    expect(wire.isOpen).toBe(true);
  });

  it('a request while another one waits is refused', async () => {
    const [near] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const wire = await openWire(parseLinkAddress('sim:dumb'), { clock: virtual }, near);
    const link = await wire.connect(PUBLIC, 1);
    const waiting = refusal(link.request(Uint8Array.of(0xc0)));
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('link-busy');
    await link.close();
    expect((await waiting).code).toBe('aborted');
    expect(wire.isOpen).toBe(false);
  });

  it('a device that does not answer: what was tried, how often and for how long', async () => {
    const [near] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const address = parseLinkAddress('sim:dumb?framing=hdlc&retries=2&timeout=3s');
    const wire = await openWire(address, { clock: virtual }, near);
    const error = await refusal(wire.connect(PUBLIC, 1));
    expect(error.code).toBe('link-no-answer');
    expect(error.found).toContain('sim:dumb');
    expect(error.found).toContain('no connection in 3 wait(s) of 3 s');
    expect(virtual.now().since(installation.start).total('seconds')).toBe(9);
    expect((await refusal(wire.connect(PUBLIC, 1))).code).toBe('link-no-answer');
  });

  it('a late answer is never taken for the answer to a later request', async () => {
    const [near, far] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const wire = await openWire(parseLinkAddress('sim:slow'), { clock: virtual }, near);
    const link = await wire.connect(PUBLIC, 1);
    far.on('data', () => {
      virtual.schedule(Temporal.Duration.from({ seconds: 6 }), () =>
        far.write(encodeWpdu(1, PUBLIC, Uint8Array.of(0xc4))),
      );
    });
    const notified: Uint8Array[] = [];
    link.onNotification = (apdu) => notified.push(apdu);
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('link-no-answer');
    await virtual.sleep(Temporal.Duration.from({ seconds: 10 }));
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('link-no-answer');
    expect(notified).toEqual([]);
  });

  it('what answers no request is a notification, also while an answer is awaited', async () => {
    const [near, far] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const wire = await openWire(parseLinkAddress('sim:talkative'), { clock: virtual }, near);
    const link = await wire.connect(PUBLIC, 1);
    const notified: string[] = [];
    link.onNotification = (apdu) => notified.push(Buffer.from(apdu).toString('hex'));
    const send = (...apdu: number[]) => far.write(encodeWpdu(1, PUBLIC, Uint8Array.from(apdu)));
    far.once('data', () => {
      send(0x0f, 1);
      // An alert of a device behind the hub that is spoken to.
      send(0xe7, 0, 1, 9, 0xca);
      send(0xc4, 2);
      send(0xc4, 3);
    });
    expect([...(await link.request(Uint8Array.of(0xc0)))]).toEqual([0xc4, 2]);
    await virtual.sleep(Temporal.Duration.from({ seconds: 1 }));
    expect(notified).toEqual(['0f01', 'e7000109ca', 'c403']);

    far.once('data', () => send(0xc2, 4));
    const error = await refusal(link.request(Uint8Array.of(0xc0)));
    expect(error.code).toBe('link-no-answer');
    expect(notified).toHaveLength(4);
    await wire.close();
  });

  it('Green Book 8.4.5: what comes in a UI frame answers nothing, ciphered as it may be', async () => {
    const [near, far] = inProcessPair();
    const device = new HdlcSecondary({ serverSaps: [1] });
    const act = (actions: readonly FramingAction[]): void => {
      for (const action of actions) {
        if (action.kind === 'transmit') far.write(action.bytes);
        if (action.kind !== 'deliver') continue;
        act(device.notify(Uint8Array.of(0xdb, 1), PUBLIC, 1));
        act(device.send(Uint8Array.of(0xdb, 2)));
      }
    };
    far.on('data', (bytes: Uint8Array) => act(device.receive(bytes)));
    const virtual = new VirtualClock(installation.start);
    const wire = await openWire(parseLinkAddress('sim:talkative?framing=hdlc'), { clock: virtual }, near);
    const link = await wire.connect(PUBLIC, 1);
    const notified: string[] = [];
    link.onNotification = (apdu) => notified.push(Buffer.from(apdu).toString('hex'));
    expect([...(await link.request(Uint8Array.of(0xc0)))]).toEqual([0xdb, 2]);
    expect(notified).toEqual(['db01']);
    await wire.close();
  });

  it('a lost connection ends the request under way and every later one', async () => {
    const port = await listening((socket) => socket.once('data', () => socket.destroy()));
    const wire = await open(`tcp://127.0.0.1:${port}`);
    const link = await wire.connect(PUBLIC, 1);
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('link-lost');
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('link-lost');
    expect((await refusal(wire.connect(PUBLIC, 1))).code).toBe('link-lost');
    expect(link.isOpen).toBe(false);
  });

  it('IEC 62056-46: a device that answers SNRM with DM refuses the connection', async () => {
    const [near, far] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const toClient = encodeAddresses(hdlcAddress(PUBLIC), hdlcAddress(1));
    far.on('data', () => far.write(encodeFrame(toClient, encodeControl('DM', true))));
    const wire = await openWire(parseLinkAddress('sim:shy?framing=hdlc'), { clock: virtual }, near);
    const error = await refusal(wire.connect(PUBLIC, 1));
    expect(error.code).toBe('link-refused');
    expect(error.found).toContain('hdlc-refused');
    expect(virtual.now()).toEqual(installation.start);
  });

  it('a device that sends a byte now and then, and never a frame, is given up', async () => {
    const [near, far] = inProcessPair();
    const virtual = new VirtualClock(installation.start);
    const wire = await openWire(parseLinkAddress('sim:trickle?framing=hdlc&timeout=2s'), { clock: virtual }, near);
    const trickle = virtual.schedule(Temporal.Duration.from({ seconds: 1 }), () => {
      far.write(Uint8Array.of(0x55));
      trickle.refresh();
    });
    expect((await refusal(wire.connect(PUBLIC, 1))).code).toBe('link-no-answer');
    trickle.cancel();
    expect(virtual.now().since(installation.start).total('seconds')).toBeLessThan(60);
  });

  it('garbage from the device ends the link with what the framing says', async () => {
    const port = await listening((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const wire = await open(`tcp://127.0.0.1:${port}`);
    const link = await wire.connect(PUBLIC, 1);
    expect((await refusal(link.request(Uint8Array.of(0xc0)))).code).toBe('wrapper-version-wrong');
    expect(wire.isOpen).toBe(false);
  });
});

describe('opening', () => {
  it('a port that nobody listens on: link-open-failed with the reason', async () => {
    const listener = await listenTcp('127.0.0.1', 0, () => undefined);
    await listener.close();
    const error = await refusal(open(`tcp://127.0.0.1:${listener.port}`));
    expect(error.code).toBe('link-open-failed');
    expect(error.found).toContain('nothing listens there (ECONNREFUSED)');
    expect(error.next).toBeDefined();
  });

  it('a connection that never stands is given up after the time-out of the address', async () => {
    const virtual = new VirtualClock(installation.start);
    // From the range set aside for documentation (RFC 5737): nothing answers there.
    const error = await refusal(open('tcp://192.0.2.1?timeout=7s', { clock: virtual }));
    expect(error.code).toBe('link-open-failed');
    expect(error.found).toMatch(/no connection within 7 s|no way to the/);
  });

  it('an in-process address without a device is refused', async () => {
    expect((await refusal(open('sim:nobody'))).code).toBe('link-open-failed');
  });

  it('a serial port that does not exist: link-open-failed', async () => {
    const error = await refusal(open('serial:/dev/s1bench-has-no-such-port'));
    expect(error.code).toBe('link-open-failed');
    expect(error.found).toContain('no such port (ENOENT)');
  });
});
