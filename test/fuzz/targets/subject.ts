import { VirtualClock } from '../../../src/core/clock.ts';
import { eui64Bytes } from '../../../src/core/identifiers.ts';
import type { Random } from '../../../src/core/random.ts';
import type { Apdu } from '../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { CosemClient } from '../../../src/protocol/cosem/client/client.ts';
import type { Exchange } from '../../../src/protocol/cosem/exchange.ts';
import { decipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, type Originator, prepareKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { CosemServer } from '../../../src/protocol/cosem/server/server.ts';
import type { Device } from '../../../src/sim/device/device.ts';
import { createDevices } from '../../../src/sim/installation/devices.ts';
import { dualFuel } from '../../sim/installation/dwelling.ts';
import { Broken, mustSucceed } from '../target.ts';

const { keys } = dualFuel.devices.esme;

export const SERVER = 1;
export const saps = { public: 16, 'non-critical': 2, critical: 1 } as const;
export type Sap = (typeof saps)[keyof typeof saps];

/** The devices of an installation that serve COSEM clients. */
export const kinds = ['esme', 'gsme', 'hub', 'gpf'] as const;
export type Kind = (typeof kinds)[number];

const EVERYTHING = 0xffffff;

const clientTitle = new TextEncoder().encode('FUZZING!');

/** The keys of a client with whom messages are protected, as either end uses them. */
export interface Pair {
  readonly client: Originator;
  readonly server: Originator;
}

/** A device that is there already, and its clock. */
export interface Present {
  readonly clock: VirtualClock;
  readonly device: Device;
}

/** A simulated device, its COSEM server, and clients of it. */
export class Subject {
  readonly clock: VirtualClock;
  readonly device: Device;
  readonly #random: Random;
  readonly #counters = new Map<number, number>();
  readonly #pairs = new Map<number, Pair>();
  #server: CosemServer;

  constructor(random: Random, of: Kind | Present = 'esme') {
    const { clock, device } = typeof of === 'string' ? made(of) : of;
    this.clock = clock;
    this.device = device;
    this.#random = random;
    this.#server = new CosemServer(device.logicalDevices);
  }

  /** All connections are gone, and the associations with them. */
  reset(): void {
    this.#server = new CosemServer(this.device.logicalDevices);
  }

  /** What the server answers; that it is an APDU which fits is checked. */
  receive(sap: number, apdu: Uint8Array, maxPduSize = 0, destination = SERVER): Uint8Array | undefined {
    const answer = this.#server.receive(sap, destination, apdu);
    if (answer === undefined) return undefined;
    const { kind } = mustSucceed('an answer can be decoded', () => decodeApdu(answer));
    if (maxPduSize > 0 && kind !== 'aare' && answer.length > maxPduSize) {
      throw new Broken(`an answer of ${answer.length} bytes to a client that takes ${maxPduSize}`);
    }
    return answer;
  }

  /** The APDU in a protected answer, for as long as the keys are the ones of the file. */
  open(sap: 1 | 2, answer: Uint8Array): Apdu {
    const apdu = decodeApdu(answer);
    if (apdu.kind !== 'glo-ciphered' && apdu.kind !== 'general-glo-ciphering') return apdu;
    const { server } = this.pair(sap);
    return mustSucceed('a protected answer can be opened', () => decipherApdu(server, apdu, 0).apdu);
  }

  pair(sap: 1 | 2): Pair {
    const known = this.#pairs.get(sap);
    if (known !== undefined) return known;
    const prepared = prepareKeys(keys.clients[sap]);
    const pair = {
      client: createOriginator(clientTitle, prepared),
      server: createOriginator(eui64Bytes(this.device.eui64), prepared),
    };
    this.#pairs.set(sap, pair);
    return pair;
  }

  takeCounter(sap: number): number {
    const counter = Math.max(this.#counters.get(sap) ?? 1, this.#accepted(sap));
    this.#counters.set(sap, counter + 1);
    return counter;
  }

  /** The lowest counter that the device accepts. */
  #accepted(sap: number): number {
    return sap === saps.public ? 0 : this.device.state.clients[sap as 1 | 2].nextAccepted;
  }

  client(sap: Sap, maxReceivePduSize = 0): CosemClient {
    const random = (length: number): Uint8Array => this.#random.bytes(length);
    const options = { random, maxReceivePduSize, conformance: EVERYTHING };
    if (sap === saps.public) return new CosemClient({ mechanism: 'none', ...options });
    return new CosemClient({
      mechanism: 'hls-gmac',
      ...options,
      security: {
        policy: 'authenticated-encrypted',
        systemTitle: clientTitle,
        keys: keys.clients[sap],
        takeCounter: () => this.takeCounter(sap),
        wrapping: 'glo',
      },
    });
  }

  /** Drives a dialogue with the server to its end. */
  perform<T>(sap: Sap, exchange: Exchange<T>, observe?: (request: Uint8Array, answer: Uint8Array) => void): T {
    let step = exchange.next();
    while (step.done !== true) {
      const request = new Uint8Array(step.value);
      const answer = this.receive(sap, request);
      if (answer === undefined) throw new Broken('the server is silent');
      observe?.(request, answer);
      step = exchange.next(answer);
    }
    return step.value;
  }

  /** A client that is associated. */
  associated(sap: Sap, maxReceivePduSize?: number): CosemClient {
    const client = this.client(sap, maxReceivePduSize);
    mustSucceed('a client can associate', () => this.perform(sap, client.associate()));
    return client;
  }
}

function made(kind: Kind): Present {
  const clock = new VirtualClock(dualFuel.start);
  const device = createDevices(dualFuel, clock)[kind];
  if (device === undefined) throw new Broken(`an installation without ${kind}`);
  return { clock, device };
}
