import { fileURLToPath } from 'node:url';
import { RealClock } from '../../src/core/clock.ts';
import { eui64Bytes, parseEui64, parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { type ApduLink, openWire, perform, type Traffic, type Wire } from '../../src/links/wire.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { loadKeys } from '../../src/sim/files/load.ts';
import { keepOn, letGo } from './affinity.ts';
import { BareClient } from './bare-client.ts';
import type { Benchmark, Round } from './benchmark.ts';
import { startPeer } from './peers/peer.ts';

/** A round takes turns, so that both meet the same moods of the machine. */
const TURNS = 8;
const REQUESTS = 600;
/** What compiles code as it runs has seen enough of it by then. */
const WARM_UPS = 25;
const PUBLIC = 16;
const NON_CRITICAL = 2;
const SERVER_SAP = 1;

const installation = fileURLToPath(new URL('../../hardware/installations/first-light.yaml', import.meta.url));
const keys = await loadKeys(fileURLToPath(new URL('../../hardware/keys/test-keys.yaml', import.meta.url)));
const random = new Random('bench');
/** The serial number: every client may read it. */
const attribute = { classId: 1, instance: parseObis('0.0.96.1.0.255'), attribute: 2 };

/** Our client, associated with a simulated ESME in another process. */
class OurClient implements Exchanger {
  readonly #wire: Wire;
  readonly #link: ApduLink;
  readonly #client: CosemClient;

  private constructor(wire: Wire, link: ApduLink, client: CosemClient) {
    this.#wire = wire;
    this.#link = link;
    this.#client = client;
  }

  static async open(
    port: number,
    framing: 'wrapper' | 'hdlc',
    ciphered: boolean,
    observe: { observe?: (traffic: Traffic) => void } = {},
  ): Promise<OurClient> {
    const address = parseLinkAddress(`tcp://127.0.0.1:${port}?framing=${framing}`);
    const wire = await openWire(address, { clock: new RealClock(), ...observe });
    const client = ciphered ? cipheredClient() : publicClient();
    const link = await wire.connect(ciphered ? NON_CRITICAL : PUBLIC, SERVER_SAP);
    await perform(link, client.associate());
    return new OurClient(wire, link, client);
  }

  async exchange(times: number): Promise<void> {
    for (let i = 0; i < times; i++) await perform(this.#link, this.#client.get(attribute));
  }

  close(): Promise<void> {
    return this.#wire.close();
  }
}

interface Sample {
  /** The frames that open the association, each with the length of its answer. */
  readonly opening: readonly (readonly [Uint8Array, number])[];
  readonly request: Uint8Array;
  readonly answerLength: number;
}

/** What passes over the wire for one request. */
async function sample(port: number, framing: 'wrapper' | 'hdlc', ciphered: boolean): Promise<Sample> {
  const frames = { sent: [] as Uint8Array[], received: [] as Uint8Array[] };
  const client = await OurClient.open(port, framing, ciphered, {
    observe: ({ layer, direction, bytes }) => {
      if (layer === 'frame') frames[direction].push(bytes);
    },
  });
  const opening = frames.sent.map((frame, i): [Uint8Array, number] => [frame, frames.received[i]?.length ?? 0]);
  await client.exchange(1);
  const [request, answer] = [frames.sent.at(-1), frames.received.at(-1)] as [Uint8Array, Uint8Array];
  await client.close();
  return { opening, request, answerLength: answer.length };
}

function publicClient(): CosemClient {
  return new CosemClient({ mechanism: 'none', random: (length) => random.bytes(length) });
}

/** Counters go on from connection to connection. */
let counter = 1;

function cipheredClient(): CosemClient {
  const { encryption, authentication } = keys.clients[NON_CRITICAL];
  return new CosemClient({
    mechanism: 'hls-gmac',
    random: (length) => random.bytes(length),
    security: {
      policy: 'authenticated-encrypted',
      systemTitle: eui64Bytes(parseEui64('00-00-5E-EF-10-00-00-F2')),
      keys: { encryption, authentication },
      takeCounter: () => counter++,
      wrapping: 'glo',
    },
  });
}

interface Exchanger {
  exchange(times: number): Promise<void>;
}

/** Requests a millisecond, of both. */
async function rates(ours: Exchanger, bare: Exchanger): Promise<Round> {
  let [oursTook, bareTook] = [0, 0];
  for (let turn = 0; turn < TURNS; turn++) {
    oursTook += await milliseconds(ours);
    bareTook += await milliseconds(bare);
  }
  return { ours: (TURNS * REQUESTS) / oursTook, yardstick: (TURNS * REQUESTS) / bareTook };
}

async function milliseconds(client: Exchanger): Promise<number> {
  const start = performance.now();
  await client.exchange(REQUESTS);
  return performance.now() - start;
}

function againstEcho(what: string, reach: number, framing: 'wrapper' | 'hdlc', ciphered: boolean): Benchmark {
  return {
    what,
    yardstick: 'bare Node TCP echo of the same sizes',
    measure: 'rate',
    reach,
    warmUps: WARM_UPS,
    run: async (collect) => {
      keepOn('client', process.pid);
      const esme = await startPeer('esme', installation, framing);
      const { request, answerLength } = await sample(esme.port, framing, ciphered);
      const ours = await OurClient.open(esme.port, framing, ciphered);
      const echo = await startPeer('echo', request.length, answerLength);
      const bare = await BareClient.open(echo.port, request, answerLength);
      await collect(() => rates(ours, bare));
      bare.close();
      await ours.close();
      await Promise.all([esme.stop(), echo.stop()]);
      letGo();
    },
  };
}

const ourClientAlone: Benchmark = {
  what: 'our client against our server',
  yardstick: 'a client that only writes and reads the same bytes',
  measure: 'rate',
  reach: 0.85,
  warmUps: WARM_UPS,
  run: async (collect) => {
    keepOn('client', process.pid);
    const esme = await startPeer('esme', installation, 'wrapper');
    const { opening, request, answerLength } = await sample(esme.port, 'wrapper', false);
    const ours = await OurClient.open(esme.port, 'wrapper', false);
    const bare = await BareClient.open(esme.port, request, answerLength, opening);
    await collect(() => rates(ours, bare));
    bare.close();
    await ours.close();
    await esme.stop();
    letGo();
  },
};

export const cosemOverTcp: readonly Benchmark[] = [
  againstEcho('GET, closed loop, one TCP connection, wrapper, no security', 0.9, 'wrapper', false),
  againstEcho('the same over HDLC', 0.8, 'hdlc', false),
  againstEcho('the same with authenticated encryption', 0.6, 'wrapper', true),
  ourClientAlone,
];
