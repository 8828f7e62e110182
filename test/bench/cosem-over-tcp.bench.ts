import { fileURLToPath } from 'node:url';
import { RealClock } from '../../src/core/clock.ts';
import { eui64Bytes, parseEui64, parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { type ApduLink, openWire, perform, type Traffic, type Wire } from '../../src/links/wire.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { loadKeys } from '../../src/sim/files/load.ts';
import { BareClient } from './bare-client.ts';
import type { Benchmark, Round } from './benchmark.ts';
import { startPeer } from './peers/peer.ts';

const REQUESTS = 4000;
const PUBLIC = 16;
const NON_CRITICAL = 2;
const SERVER_SAP = 1;

const installation = fileURLToPath(new URL('../../hardware/installations/first-light.yaml', import.meta.url));
const keys = await loadKeys(fileURLToPath(new URL('../../hardware/keys/test-keys.yaml', import.meta.url)));
const random = new Random('bench');
/** The serial number: every client may read it. */
const attribute = { classId: 1, instance: parseObis('0.0.96.1.0.255'), attribute: 2 };

/** Our client, associated with a simulated ESME in another process, and what passed over the wire. */
class OurClient {
  readonly sent: Uint8Array[] = [];
  readonly received: Uint8Array[] = [];
  #observing = true;
  #wire!: Wire;
  #link!: ApduLink;
  #client!: CosemClient;

  async open(port: number, framing: 'wrapper' | 'hdlc', ciphered: boolean): Promise<void> {
    const address = parseLinkAddress(`tcp://127.0.0.1:${port}?framing=${framing}`);
    this.#wire = await openWire(address, { clock: new RealClock(), observe: (traffic) => this.#observe(traffic) });
    this.#client = ciphered ? cipheredClient() : new CosemClient({ mechanism: 'none', random: bytes });
    this.#link = await this.#wire.connect(ciphered ? NON_CRITICAL : PUBLIC, SERVER_SAP);
    await perform(this.#link, this.#client.associate());
  }

  async exchange(times: number): Promise<void> {
    this.#observing = false;
    for (let i = 0; i < times; i++) await perform(this.#link, this.#client.get(attribute));
    this.#observing = true;
  }

  /** The frames of one request and of its answer. */
  async sample(): Promise<{ readonly request: Uint8Array; readonly answerLength: number }> {
    await perform(this.#link, this.#client.get(attribute));
    return { request: this.sent.at(-1) as Uint8Array, answerLength: (this.received.at(-1) as Uint8Array).length };
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  #observe({ layer, direction, bytes }: Traffic): void {
    if (!this.#observing || layer !== 'frame') return;
    (direction === 'sent' ? this.sent : this.received).push(bytes);
  }
}

function bytes(length: number): Uint8Array {
  return random.bytes(length);
}

function cipheredClient(): CosemClient {
  let counter = 1;
  const { encryption, authentication } = keys.clients[NON_CRITICAL];
  return new CosemClient({
    mechanism: 'hls-gmac',
    random: bytes,
    security: {
      policy: 'authenticated-encrypted',
      systemTitle: eui64Bytes(parseEui64('00-00-5E-EF-10-00-00-F2')),
      keys: { encryption, authentication },
      takeCounter: () => counter++,
      wrapping: 'glo',
    },
  });
}

async function rate(client: { exchange(times: number): Promise<void> }): Promise<number> {
  const start = performance.now();
  await client.exchange(REQUESTS);
  return REQUESTS / (performance.now() - start);
}

function againstEcho(what: string, reach: number, framing: 'wrapper' | 'hdlc', ciphered: boolean): Benchmark {
  return {
    what,
    yardstick: 'bare Node TCP echo of the same sizes',
    measure: 'rate',
    reach,
    run: async (collect) => {
      const esme = await startPeer('esme', installation, framing);
      const ours = new OurClient();
      await ours.open(esme.port, framing, ciphered);
      const { request, answerLength } = await ours.sample();
      const echo = await startPeer('echo', request.length, answerLength);
      const bare = await BareClient.open(echo.port, request, answerLength);
      await collect(async (): Promise<Round> => ({ ours: await rate(ours), yardstick: await rate(bare) }));
      bare.close();
      await ours.close();
      await Promise.all([esme.stop(), echo.stop()]);
    },
  };
}

const ourClientAlone: Benchmark = {
  what: 'our client against our server',
  yardstick: 'a client that only writes and reads the same bytes',
  measure: 'rate',
  reach: 0.85,
  run: async (collect) => {
    const esme = await startPeer('esme', installation, 'wrapper');
    const ours = new OurClient();
    await ours.open(esme.port, 'wrapper', false);
    const opening = ours.sent.map((frame, i): [Uint8Array, number] => [frame, (ours.received[i] as Uint8Array).length]);
    const { request, answerLength } = await ours.sample();
    const bare = await BareClient.open(esme.port, request, answerLength, opening);
    await collect(async (): Promise<Round> => ({ ours: await rate(ours), yardstick: await rate(bare) }));
    bare.close();
    await ours.close();
    await esme.stop();
  },
};

export const cosemOverTcp: readonly Benchmark[] = [
  againstEcho('GET, closed loop, one TCP connection, wrapper, no security', 0.9, 'wrapper', false),
  againstEcho('the same over HDLC', 0.8, 'hdlc', false),
  againstEcho('the same with authenticated encryption', 0.6, 'wrapper', true),
  ourClientAlone,
];
