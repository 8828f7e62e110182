import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Random } from '../../../src/core/random.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openWire, perform } from '../../../src/links/wire.ts';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { decodeFrame } from '../../../src/protocol/hdlc/frame.ts';
import { encodeOption, encodeRequest } from '../../../src/protocol/iec62056-21/messages.ts';
import { encodeCharacters } from '../../../src/protocol/iec62056-21/parity.ts';
import { type ServeOptions, serveDevice } from '../../../src/sim/serve.ts';
import { Broken, mustSucceed, type Taker, type Target } from '../target.ts';
import { withRightChecks } from './hdlc-checks.ts';
import { transfers } from './messages.ts';
import { SERVER, Subject, saps } from './subject.ts';

type Port = Pick<ServeOptions, 'framing' | 'signOn'>;

/** Connections that one meter lives through. */
const LIFE = 100;

/** All that a client sends who associates, asks for this and that, and leaves. */
async function conversation({ framing, signOn }: Port): Promise<readonly Uint8Array[]> {
  const sent: Uint8Array[] = [];
  if (signOn) {
    const messages = [encodeRequest(''), encodeOption({ mode: 'mode-e', baudRate: 9600 })];
    sent.push(...messages.map((message) => encodeCharacters(message, 'even')));
  }
  const meter = new Subject(new Random('corpus'));
  const [near, far] = inProcessPair();
  serveDevice(far, meter.device, { framing, clock: meter.clock });
  const address = parseLinkAddress(`sim:esme?framing=${framing}${framing === 'hdlc' ? '&physical=17&window=3' : ''}`);
  const wire = await openWire(
    address,
    {
      clock: meter.clock,
      observe: ({ direction, layer, bytes }) => {
        if (direction === 'sent' && layer === 'frame') sent.push(bytes);
      },
    },
    near,
  );
  for (const sap of [saps.public, saps.critical]) {
    const link = await wire.connect(sap, SERVER);
    await perform(link, meter.client(sap).associate());
    if (sap === saps.public) for (const request of transfers()) await link.request(request);
    await link.close();
  }
  await wire.close();
  return sent;
}

/** What comes out of the port in one piece is one whole frame or message. */
function checkWhole({ framing, signOn }: Port, piece: Uint8Array): void {
  if (framing === 'wrapper') {
    const length = Buffer.from(piece).readUInt16BE(6);
    if (piece.length !== 8 + length) throw new Broken('a message of another length than it says');
    mustSucceed('an answer can be decoded', () => decodeApdu(piece.subarray(8)));
  } else if (!signOn && typeof decodeFrame(piece, 1, piece.length) === 'string') {
    throw new Broken('a frame that is none');
  }
}

/** The port of a meter, as its client has it. */
class Connection {
  readonly near: Duplex;
  readonly #heard: Uint8Array[] = [];

  constructor(meter: Subject, port: Port) {
    const [near, far] = inProcessPair();
    this.near = near;
    near.on('data', (bytes: Uint8Array) => this.#heard.push(bytes));
    serveDevice(far, meter.device, { ...port, clock: meter.clock });
  }

  /** Sends bytes, and returns what has come once all is still. */
  async send(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
    if (this.near.writable) this.near.write(bytes);
    await setImmediate();
    await setImmediate();
    return this.#heard.splice(0);
  }
}

/** A conversation with the port of a meter, in which now and then something is damaged. */
function talking(port: Port): (random: Random) => Promise<Taker> {
  return async (random) => {
    const sent = await conversation(port);
    let meter = new Subject(random);
    let connection = new Connection(meter, port);
    let [position, left] = [0, LIFE];
    return async (input, mutated) => {
      if (position >= sent.length || connection.near.destroyed || random.below(20) === 0) {
        connection.near.destroy();
        if (left-- === 0) [meter, left] = [new Subject(random), LIFE];
        connection = new Connection(meter, port);
        position = 0;
      }
      if (random.below(100) === 0) meter.clock.advance(Temporal.Duration.from({ minutes: 3 }));
      const heard = [...(await connection.send(sent[position++] as Uint8Array))];
      const damaged = mutated(random.below(2) === 0 ? (sent[position] ?? input) : input);
      const isRepaired = port.framing === 'hdlc' && random.below(6) === 0;
      heard.push(...(await connection.send(isRepaired ? withRightChecks(damaged) : damaged)));
      for (const piece of heard) checkWhole(port, piece);
    };
  };
}

const ports: readonly (readonly [string, Port])[] = [
  ['port, wrapper', { framing: 'wrapper' }],
  ['port, HDLC', { framing: 'hdlc' }],
  ['port, HDLC after a sign-on', { framing: 'hdlc', signOn: true }],
];

export const portTargets: readonly Target[] = ports.map(([name, port]) => ({
  name,
  corpus: () => conversation(port),
  start: talking(port),
}));
