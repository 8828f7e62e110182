import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { eui64Bytes } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { decodeGatewayMessage, encodeGatewayMessage } from '../../../src/protocol/gateway/gateway-header.ts';
import { encodeWpdu, WpduScanner } from '../../../src/protocol/wrapper/wpdu.ts';
import { type Fault, faultSchema } from '../../../src/sim/installation/faults.ts';
import { Dwelling, ids } from '../../sim/installation/dwelling.ts';
import { Broken, mustSucceed, type Taker, type Target } from '../target.ts';
import { transfers } from './messages.ts';
import { operations } from './operations.ts';
import { SERVER, Subject, saps } from './subject.ts';

/** Cases that one installation lives through. */
const LIFE = 150;
/** Turns of the event loop in which a virtual clock has jumped to every answer. */
const TURNS = 400;
const devices = [ids.hub, ids.gpf, ids.esme, ids.gsme] as const;
const clients = [1, 2, 16, 99];

const mishaps: readonly Fault[] = [
  { kind: 'frame-lost', probability: 0.1 },
  { kind: 'frame-repeated', probability: 0.2 },
  { kind: 'frame-reordered', probability: 0.2 },
  { kind: 'frame-corrupted', probability: 0.3 },
  { kind: 'sms-lost', probability: 0.3 },
  { kind: 'power-cut', probability: 0.5, seconds: 900 },
  { kind: 'han-loss', side: 'gas', probability: 0.5, seconds: 900 },
].map((fault) => faultSchema.parse(fault));

/** What clients send to the devices behind the hub, each in its gateway header, and that of the hub also without. */
function corpus(random: Random): readonly Uint8Array[] {
  const apdus: Uint8Array[] = [...transfers()];
  const subject = new Subject(random);
  for (const sap of [saps.public, saps.critical] as const) {
    subject.perform(sap, subject.client(sap).associate(), (request) => apdus.push(request));
  }
  return apdus.flatMap((apdu) => [apdu, ...devices.map((device) => addressed(eui64Bytes(device), apdu))]);
}

function addressed(address: Uint8Array, apdu: Uint8Array): Uint8Array {
  return encodeGatewayMessage({ kind: 'request', networkId: 0, address, apdu });
}

/** A head-end's connection, and what comes by it, whole message by whole message. */
class Line {
  readonly stream: Duplex;
  readonly heard: Uint8Array[] = [];
  /** Since what was sent was not even framed, the other end may hang up. */
  mayEnd = false;
  readonly #scanner = new WpduScanner(0xffff);

  constructor(dwelling: Dwelling) {
    this.stream = dwelling.connect();
    this.stream.on('error', () => undefined);
    this.stream.on('data', (bytes: Uint8Array) => {
      for (const action of this.#scanner.push(bytes)) {
        if (action.kind !== 'deliver') throw new Broken('the endpoint sends what is no message');
        this.heard.push(Uint8Array.from(action.apdu));
      }
    });
  }

  write(bytes: Uint8Array): void {
    if (this.stream.writable) this.stream.write(bytes);
  }

  /** What has come until now: answers and alerts that can be read. */
  check(isDamaged: boolean): void {
    for (const message of this.heard.splice(0)) {
      const isAddressed = message[0] === 0xe6 || message[0] === 0xe7;
      const apdu = isAddressed
        ? mustSucceed('a gateway header can be decoded', () => decodeGatewayMessage(message)).apdu
        : message;
      if (!isDamaged) mustSucceed('an answer can be decoded', () => decodeApdu(apdu));
    }
  }
}

class Life {
  readonly #random: Random;
  readonly #isDamaged: boolean;
  readonly #dwelling: Dwelling;
  #line: Line;
  left = LIFE;

  constructor(random: Random) {
    this.#random = random;
    this.#isDamaged = random.below(2) === 0;
    this.#dwelling = new Dwelling({ faults: this.#isDamaged ? mishaps : [] });
    this.#line = new Line(this.#dwelling);
  }

  async take(input: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array): Promise<void> {
    this.left--;
    if (this.#line.stream.destroyed || this.#random.below(30) === 0) this.#connect();
    const source = clients[this.#random.below(clients.length)] as number;
    if (this.#random.below(12) === 0) {
      this.#line.mayEnd = true;
      this.#line.write(mutated(encodeWpdu(source, SERVER, input)));
    } else {
      this.#line.write(encodeWpdu(source, SERVER, this.#message(input, mutated)));
    }
    if (this.#random.below(40) === 0) this.#meddle();
    for (let turn = this.#random.below(6); turn >= 0; turn--) await setImmediate();
    this.#line.check(this.#isDamaged);
    if (this.#line.stream.destroyed && !this.#line.mayEnd) throw new Broken('the endpoint has hung up');
    if (this.left === 0) await this.#end();
  }

  /** The damage is in the header, or in what it carries. */
  #message(input: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array): Uint8Array {
    if (this.#random.below(2) === 0) return mutated(input);
    const device = devices[this.#random.below(devices.length)] as (typeof devices)[number];
    const damaged = mutated(input);
    return addressed(eui64Bytes(device), damaged.length === 0 ? Uint8Array.of(0) : damaged);
  }

  #connect(): void {
    this.#line.stream.destroy();
    this.#line = new Line(this.#dwelling);
  }

  #meddle(): void {
    const every = this.#dwelling.unit.devices.values().toArray();
    const device = every[this.#random.below(every.length)];
    const operation = operations[this.#random.below(operations.length)];
    if (device !== undefined && operation !== undefined) device.operate(operation(this.#random));
    this.#dwelling.advance({ seconds: this.#random.below(100_000) });
  }

  /** After all that, whoever asks the hub as one should is answered. */
  async #end(): Promise<void> {
    this.#line.stream.destroy();
    if (this.#isDamaged) return;
    this.#dwelling.hub.operate({ kind: 'power', is: 'on' });
    this.#dwelling.hub.operate({ kind: 'wan', is: 'back' });
    const line = new Line(this.#dwelling);
    const subject = new Subject(this.#random, { clock: this.#dwelling.clock, device: this.#dwelling.hub });
    const { value: request } = subject.client(saps.public).associate().next();
    line.write(encodeWpdu(saps.public, SERVER, addressed(eui64Bytes(ids.hub), request as Uint8Array)));
    for (let turn = 0; turn < TURNS && line.heard.length === 0; turn++) await setImmediate();
    if (line.heard.length === 0) throw new Broken('the hub answers nobody any more');
    line.stream.destroy();
  }
}

function connected(random: Random): Taker {
  let life = new Life(random);
  return async (input, mutated) => {
    if (life.left <= 0) life = new Life(random);
    try {
      await life.take(input, mutated);
    } catch (error) {
      life = new Life(random);
      throw error;
    }
  };
}

export const wanTargets: readonly Target[] = [
  { name: 'WAN endpoint', cost: 5, corpus: () => corpus(new Random('corpus')), start: connected },
];
