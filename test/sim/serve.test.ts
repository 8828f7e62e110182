import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/core/bytes.ts';
import { RealClock, VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { listenTcp } from '../../src/links/listen.ts';
import { openWire, perform } from '../../src/links/wire.ts';
import { encodeApdu } from '../../src/protocol/cosem/apdu/codec.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { hdlcAddress } from '../../src/protocol/hdlc/address.ts';
import { decodeControl, encodeControl, type FrameKind } from '../../src/protocol/hdlc/control.ts';
import { encodeAddresses, encodeFrame, type HdlcFrame } from '../../src/protocol/hdlc/frame.ts';
import { LLC_COMMAND } from '../../src/protocol/hdlc/llc.ts';
import { HdlcPrimary } from '../../src/protocol/hdlc/primary.ts';
import { FrameScanner } from '../../src/protocol/hdlc/scanner.ts';
import { encodeWpdu } from '../../src/protocol/wrapper/wpdu.ts';
import { type ServeOptions, serveDevice } from '../../src/sim/serve.ts';
import { Bench, firstLight } from './bench.ts';

const INFO = { wrapper: 'timeout=5s', hdlc: 'info=512&window=4' } as const;
const clockTime = { classId: 8, instance: parseObis('0.0.1.0.0.255'), attribute: 2 };

function publicClient(): CosemClient {
  return new CosemClient({ mechanism: 'none', random: (length) => new Uint8Array(length) });
}

function start(options: Omit<ServeOptions, 'clock'>) {
  const clock = new VirtualClock(firstLight.start);
  const bench = new Bench({ clock });
  const [near, far] = inProcessPair();
  const serving = serveDevice(far, bench.device, { ...options, clock });
  return { clock, bench, near, serving };
}

/** Lets all that is under way in this process come to its end. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(['wrapper', 'hdlc'] as const)('serving over %s', (framing) => {
  it('answers a client, and many in turn', async () => {
    const { near, clock } = start({ framing });
    const wire = await openWire(parseLinkAddress(`sim:esme?framing=${framing}`), { clock }, near);
    for (let i = 0; i < 3; i++) {
      const link = await wire.connect(16, 1);
      const client = publicClient();
      await perform(link, client.associate());
      expect(await perform(link, client.get(clockTime))).toMatchObject({ data: { type: 'octet-string' } });
      await perform(link, client.release());
      await link.close();
    }
    await wire.close();
  });

  it('Green Book 9.3: gives a client that takes APDUs of any length what is longer than the framing carries in blocks', async () => {
    const { near, clock, bench } = start({ framing });
    const wire = await openWire(parseLinkAddress(`sim:esme?framing=${framing}&${INFO[framing]}`), { clock }, near);
    const link = await wire.connect(2, 1);
    const client = bench.meet(2, { maxReceivePduSize: 0 }).cosem;
    await perform(link, client.associate());
    const buffer = { classId: 7, instance: parseObis('1.0.99.1.0.255'), attribute: 2 };
    const result = await perform(link, client.get(buffer));
    expect('data' in result && result.data.type === 'array' && result.data.value.length).toBe(19_008);
    await wire.close();
  });

  it('ends with the stream, whoever ends it', async () => {
    const byClient = start({ framing });
    byClient.near.destroy();
    await byClient.serving.closed;
    const byServer = start({ framing });
    byServer.near.resume();
    await Promise.all([byServer.serving.close(), once(byServer.near, 'end')]);
    await byServer.serving.close();
  });

  it('outlives any bytes: no crash, and another client is still served', async () => {
    const bench = new Bench();
    const clock = bench.clock;
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 40 }).map((apdu) => encodeWpdu(16, 1, apdu)),
      fc.uint8Array({ maxLength: 20 }).map((inside) => Uint8Array.of(0x7e, ...inside, 0x7e)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 6 }), async (list) => {
        const [near, far] = inProcessPair();
        const { closed } = serveDevice(far, bench.device, { framing, clock });
        near.resume();
        for (const piece of list) if (near.writable) near.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
        near.destroy();
        await closed;
      }),
      { numRuns: 60 },
    );
    const [near, far] = inProcessPair();
    serveDevice(far, bench.device, { framing, clock });
    const wire = await openWire(parseLinkAddress(`sim:esme?framing=${framing}`), { clock }, near);
    const link = await wire.connect(16, 1);
    const client = publicClient();
    await perform(link, client.associate());
    expect(await perform(link, client.get(clockTime))).toHaveProperty('data');
    await wire.close();
  });

  it('forgets the associations of a stream that has ended', async () => {
    const bench = new Bench();
    const first = inProcessPair();
    serveDevice(first[1], bench.device, { framing, clock: bench.clock });
    const address = parseLinkAddress(`sim:esme?framing=${framing}`);
    const wire = await openWire(address, { clock: bench.clock }, first[0]);
    await perform(await wire.connect(16, 1), publicClient().associate());
    await wire.close();
    const second = inProcessPair();
    serveDevice(second[1], bench.device, { framing, clock: bench.clock });
    const again = await openWire(address, { clock: bench.clock }, second[0]);
    const link = await again.connect(16, 1);
    const get = encodeApdu({ kind: 'get-request-normal', invokeIdAndPriority: 0xc1, attribute: clockTime });
    expect((await link.request(get))[0]).toBe(0xd8);
    await again.close();
  });
});

it('Green Book 7.3: a stream that does not speak the wrapper is ended', async () => {
  const { near, serving } = start({ framing: 'wrapper' });
  near.resume();
  near.write(Uint8Array.from({ length: 8 }, () => 0xff));
  await serving.closed;
});

it('takes nothing more in while the other side does not read', async () => {
  const bench = new Bench();
  let written = 0;
  let release: (() => void) | undefined;
  const stuck = new Duplex({
    read() {
      // What comes in is pushed by the test.
    },
    write(chunk: Uint8Array, _encoding, done) {
      written += chunk.length;
      release = done;
    },
    writableHighWaterMark: 1000,
  });
  serveDevice(stuck, bench.device, { framing: 'wrapper', clock: bench.clock });
  const aarq = publicClient().associate().next().value as Uint8Array;
  for (let i = 0; i < 5000; i++) stuck.push(encodeWpdu(16, 1, aarq));
  await settle();
  expect(stuck.writableLength).toBeLessThan(2000);
  expect(stuck.isPaused()).toBe(true);
  while (release !== undefined) {
    const done: () => void = release;
    release = undefined;
    done();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(written).toBeGreaterThan(5000 * 40);
  stuck.destroy();
});

describe('requests that do not wait for their answers', () => {
  const aarq = publicClient().associate().next().value as Uint8Array;
  const get = encodeApdu({
    kind: 'get-request-normal',
    invokeIdAndPriority: 0xc1,
    attribute: { classId: 15, instance: parseObis('0.0.40.0.0.255'), attribute: 2 },
  });
  const burst = concatBytes(encodeWpdu(16, 1, aarq), ...Array.from({ length: 1000 }, () => encodeWpdu(16, 1, get)));

  it('fill no memory with answers that nobody takes', async () => {
    const bench = new Bench();
    const stuck = new Duplex({
      read() {
        // What comes in is pushed by the test.
      },
      write() {
        // Never done.
      },
    });
    serveDevice(stuck, bench.device, { framing: 'wrapper', clock: bench.clock });
    stuck.push(burst);
    await settle();
    expect(stuck.writableLength).toBeLessThan(100_000);
    stuck.destroy();
    await settle();
  });

  it('leave the others their turns, and are all answered, also where the client has said all that it will', async () => {
    const bench = new Bench();
    const clock = new RealClock();
    const listener = await listenTcp('127.0.0.1', 0, (stream) => {
      serveDevice(stream, bench.device, { framing: 'wrapper', clock });
    });
    const hasty = connect(listener.port, '127.0.0.1');
    let heard = 0;
    hasty.on('data', (bytes) => {
      heard += bytes.length;
    });
    hasty.end(burst);
    const wire = await openWire(parseLinkAddress(`tcp://127.0.0.1:${listener.port}`), { clock });
    const link = await wire.connect(16, 1);
    const client = publicClient();
    await perform(link, client.associate());
    expect(await perform(link, client.get(clockTime))).toHaveProperty('data');
    await once(hasty, 'close');
    expect(heard).toBeGreaterThan(1000 * 500);
    await wire.close();
    await listener.close();
  });
});

it('Green Book 8.4.5: an APDU in a UI frame is carried out and gets no answer, then or later', async () => {
  const { near, bench } = start({ framing: 'hdlc' });
  const frames = new FrameScanner();
  const answers: HdlcFrame[] = [];
  near.on('data', (bytes: Uint8Array) => answers.push(...frames.push(bytes)));
  const addresses = encodeAddresses(hdlcAddress(1), hdlcAddress(16));
  const send = async (kind: FrameKind, apdu?: Uint8Array): Promise<void> => {
    const llc = apdu === undefined ? undefined : LLC_COMMAND;
    near.write(encodeFrame(addresses, encodeControl(kind, kind !== 'UI'), apdu, false, llc));
    await settle();
  };
  await send('SNRM');
  await send('I', publicClient().associate().next().value as Uint8Array);
  const request = { invokeIdAndPriority: 0x81, attribute: clockTime } as const;
  await send('UI', encodeApdu({ kind: 'get-request-normal', ...request }));
  expect(answers).toHaveLength(2);
  near.write(encodeFrame(addresses, encodeControl('RR', true, 1)));
  await settle();
  expect(answers.map(({ control }) => decodeControl(control)?.kind)).toEqual(['UA', 'I', 'RR']);
  expect(bench.state.logs.security).toEqual([]);
});

describe('IEC 62056-46: inactivity', () => {
  it('ends the connection when the client has been silent for as long as the HDLC setup says', async () => {
    const { near, clock } = start({ framing: 'hdlc' });
    const wire = await openWire(parseLinkAddress('sim:esme?framing=hdlc'), { clock }, near);
    const link = await wire.connect(16, 1);
    const client = publicClient();
    await perform(link, client.associate());
    clock.advance(Temporal.Duration.from({ seconds: 119 }));
    expect(await perform(link, client.get(clockTime))).toHaveProperty('data');
    clock.advance(Temporal.Duration.from({ seconds: 121 }));
    await expect(perform(link, client.get(clockTime))).rejects.toBeInstanceOf(S1benchError);
    await wire.close();
  });

  it('never makes a virtual clock jump', async () => {
    const { near, clock } = start({ framing: 'hdlc' });
    const wire = await openWire(parseLinkAddress('sim:esme?framing=hdlc'), { clock }, near);
    await wire.connect(16, 1);
    const before = clock.now();
    await settle();
    expect(clock.now().epochNanoseconds).toBe(before.epochNanoseconds);
  });
});

describe('IEC 62056-21: the optical port', () => {
  const text = (line: string): Uint8Array => Uint8Array.from(line, (character) => withParity(character.charCodeAt(0)));

  /** 7E1 on a line of 8N1. */
  function withParity(code: number): number {
    let parity = code;
    for (const shift of [4, 2, 1]) parity ^= parity >> shift;
    return code | ((parity & 1) << 7);
  }

  function reading(near: Duplex): () => string {
    let heard = '';
    near.on('data', (bytes: Uint8Array) => {
      heard += String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
    });
    return () => heard;
  }

  it('signs a reader on, changes the rate, and then speaks HDLC', async () => {
    const rates: number[] = [];
    const setBaud = async (rate: number): Promise<void> => {
      await Promise.resolve();
      rates.push(rate);
    };
    const { near, bench, clock } = start({ framing: 'hdlc', signOn: true, setBaud });
    const heard = reading(near);
    await settle();
    near.write(text('/?!\r\n'));
    await settle();
    expect(heard()).toBe('/XMP5\\2SIM-ESME-1\r\n');
    near.write(text('\x06252\r\n'));
    await settle();
    expect(rates).toEqual([300, 9600]);
    near.removeAllListeners('data');
    const wire = await openWire(parseLinkAddress('sim:esme?framing=hdlc'), { clock }, near);
    const link = await wire.connect(16, 1);
    const client = publicClient();
    await perform(link, client.associate());
    expect(await perform(link, client.get(clockTime))).toHaveProperty('data');
    expect(bench.state.logs.event.at(-1)?.code).toBe(0x81a5);
    await link.close();
    await settle();
    expect(rates).toEqual([300, 9600, 300]);
    await wire.close();
  });

  it('reads out identity and registers, with the block check of mode C', async () => {
    const { near } = start({ framing: 'hdlc', signOn: true });
    const heard = reading(near);
    near.write(text('/?26A0000001!\r\n'));
    await settle();
    near.write(text('\x06050\r\n'));
    await settle();
    const block = heard().slice(heard().indexOf(String.fromCharCode(0x02)) + 1);
    const lines = block.slice(0, -1).split('\r\n');
    expect(lines.slice(0, 2)).toEqual(['0.0.0(26A0000001)', '0.2.0(01000000)']);
    expect(lines[2]).toMatch(/^1\.8\.0\(\d{6}\.\d{3}\*kWh\)$/);
    expect(lines[4]).toMatch(/^3\.8\.0\(\d{6}\.\d{3}\*kvarh\)$/);
    expect([lines[3], ...lines.slice(5)]).toEqual([
      '2.8.0(000000.000*kWh)',
      '4.8.0(000000.000*kvarh)',
      '!',
      String.fromCharCode(0x03),
    ]);
    const check = [...block.slice(0, -1)].reduce((sum, character) => sum ^ character.charCodeAt(0), 0);
    expect(block.charCodeAt(block.length - 1)).toBe(check);
  });

  it('listens anew when the reader, or the HDLC client, goes silent', async () => {
    const { near, clock } = start({ framing: 'hdlc', signOn: true });
    const heard = reading(near);
    const signOns = (): number => heard().split('/XMP').length - 1;
    near.write(text('/?!\r\n'));
    await settle();
    clock.advance(Temporal.Duration.from({ seconds: 4 }));
    near.write(text('\x06252\r\n'));
    near.write(text('/?!\r\n'));
    await settle();
    expect(signOns()).toBe(2);
    near.write(text('\x06252\r\n'));
    await settle();
    near.write(text('/?!\r\n'));
    await settle();
    expect(signOns()).toBe(2);
    clock.advance(Temporal.Duration.from({ seconds: 121 }));
    near.write(text('/?!\r\n'));
    await settle();
    expect(signOns()).toBe(3);
  });

  it('Green Book 8.4.5: keeps its rate when a connected client sets its connection up anew', async () => {
    const rates: number[] = [];
    const { near, clock } = start({ framing: 'hdlc', signOn: true, setBaud: async (rate) => void rates.push(rate) });
    near.resume();
    near.write(text('/?!\r\n'));
    await settle();
    near.write(text('\x06252\r\n'));
    await settle();
    for (let connection = 0; connection < 2; connection++) {
      for (const action of new HdlcPrimary({ clientSap: 16, serverSap: 1 }).open()) {
        if (action.kind === 'transmit') near.write(action.bytes);
      }
      await settle();
    }
    expect(rates).toEqual([300, 9600]);
    clock.advance(Temporal.Duration.from({ seconds: 121 }));
    await settle();
    expect(rates).toEqual([300, 9600, 300]);
  });

  it('ends where the rate of the line cannot be changed', async () => {
    const { near, serving } = start({
      framing: 'hdlc',
      signOn: true,
      setBaud: () => Promise.reject(new RangeError('no such rate')),
    });
    near.resume();
    await serving.closed;
  });

  it('outlives any bytes', async () => {
    const random = new Random('noise');
    const { near, serving } = start({ framing: 'hdlc', signOn: true });
    const heard = reading(near);
    for (let i = 0; i < 200; i++) near.write(random.bytes(50));
    near.write(text('\r\n/?!\r\n'));
    await settle();
    expect(heard()).toContain('/XMP');
    await serving.close();
  });
});
