import type { Duplex } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import { type Eui64, eui64Bytes, eui64FromBytes } from '../core/identifiers.ts';
import type { FramingAction } from '../protocol/framing.ts';
import {
  decodeGatewayMessage,
  encodeGatewayMessage,
  type GatewayMessage,
  hasGatewayHeader,
} from '../protocol/gateway/gateway-header.ts';
import { WrapperServer } from '../protocol/wrapper/server.ts';
import { MAX_APDU_LENGTH } from '../protocol/wrapper/wpdu.ts';
import type { InstallationUnit, Population } from './installation/population.ts';
import type { Serving } from './serve.ts';
import { wakeFor } from './wake.ts';

export interface ServeWanOptions {
  readonly clock: Clock;
}

type Delivered = Extract<FramingAction, { readonly kind: 'deliver' }>;

/** Where a request goes, and how its answer is addressed. */
interface Route {
  readonly unit: InstallationUnit;
  readonly device: Eui64;
  readonly apdu: Uint8Array;
  /** The gateway header that it came with. */
  readonly header: GatewayMessage | undefined;
}

/** Requests of one connection that are under way at once; until there are fewer nothing more is read. */
const MOST_UNDER_WAY = 1024;
/** Of them for one device; more are lost. */
const MOST_FOR_DEVICE = 16;
const EUI64_LENGTH = 8;

/**
 * Serves the WAN side of a population on a byte stream, over the wrapper: it stands in for an SMSO's connection server,
 * which wakes the hubs as requests need it. A device is named by its EUI-64 in a gateway header; without one it is the
 * hub of the only installation. Requests to one device keep their order, and hold up nobody else's. What can't be
 * delivered gets no answer.
 */
export function serveWan(stream: Duplex, population: Population, options: ServeWanOptions): Serving {
  return new WanSession(stream, population, options);
}

class WanSession implements Serving {
  readonly closed: Promise<void>;
  readonly #stream: Duplex;
  readonly #population: Population;
  readonly #clock: Clock;
  readonly #framing = new WrapperServer();
  /** The requests to each device that are under way: how many, and when the last of them is done. */
  readonly #turns = new Map<Eui64, { readonly count: number; readonly done: Promise<void> }>();
  #underWay = 0;
  /** What was read, and waits until less is under way. */
  #waiting: readonly FramingAction[] = [];

  constructor(stream: Duplex, population: Population, { clock }: ServeWanOptions) {
    this.#stream = stream;
    this.#population = population;
    this.#clock = clock;
    const leave = population.connect(this, (device, source, destination, apdu) => {
      const header = { networkId: 0, address: eui64Bytes(device) };
      this.#answer(encodeGatewayMessage({ kind: 'response', ...header, apdu }), source, destination);
    });
    this.closed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('data', (bytes: Uint8Array) => this.#take(this.#framing.receive(bytes)));
    stream.on('drain', () => this.#goOn());
    stream.once('end', () => this.#endWhenDone());
    stream.on('error', () => stream.destroy());
    stream.once('close', leave);
  }

  async close(): Promise<void> {
    if (this.#stream.writableLength > 0) this.#stream.destroy();
    else this.#stream.end(() => this.#stream.destroy());
    await this.closed;
  }

  #take(actions: readonly FramingAction[]): void {
    for (const [index, action] of actions.entries()) {
      if (this.#isFull()) {
        this.#waiting = actions.slice(index);
        this.#stream.pause();
        return;
      }
      if (action.kind === 'deliver') this.#receive(action);
      else if (action.kind === 'failed') this.#stream.destroy();
    }
  }

  /** A head-end that asks on and on, or doesn't take its answers, fills no memory. */
  #isFull(): boolean {
    return this.#underWay >= MOST_UNDER_WAY || this.#stream.writableNeedDrain;
  }

  #goOn(): void {
    if (this.#stream.destroyed || this.#isFull()) return;
    const actions = this.#waiting;
    this.#waiting = [];
    this.#take(actions);
    if (this.#waiting.length > 0) return;
    this.#endWhenDone();
    this.#stream.resume();
  }

  #receive({ apdu, source, destination }: Delivered): void {
    const route = this.#routeOf(apdu);
    if (route === undefined) return;
    const { count, done } = this.#turns.get(route.device) ?? { count: 0, done: Promise.resolve() };
    if (count >= MOST_FOR_DEVICE) return;
    this.#underWay++;
    const carried = done
      .then(() => this.#carry(route, source, destination))
      .catch(() => this.#stream.destroy())
      .then(() => this.#isDone(route.device));
    this.#turns.set(route.device, { count: count + 1, done: carried });
  }

  #isDone(device: Eui64): void {
    this.#underWay--;
    const { count, done } = this.#turns.get(device) ?? { count: 1, done: Promise.resolve() };
    if (count === 1) this.#turns.delete(device);
    else this.#turns.set(device, { count: count - 1, done });
    this.#goOn();
  }

  async #carry({ unit, device, apdu, header }: Route, source: number, destination: number): Promise<void> {
    // Whoever has asked and gone gets nothing, and needs nothing.
    if (this.#stream.destroyed) return;
    const request = { device, source, destination, apdu, connection: this };
    await wakeFor(unit, request, this.#clock);
    const answer = await unit.request(device, source, destination, apdu, this);
    if (answer === undefined) return;
    const message = header === undefined ? answer : encodeGatewayMessage({ ...header, kind: 'response', apdu: answer });
    this.#answer(message, destination, source);
  }

  #answer(message: Uint8Array, source: number, destination: number): void {
    if (!this.#stream.writable || message.length > MAX_APDU_LENGTH) return;
    for (const action of this.#framing.send(message, destination, source)) {
      if (action.kind === 'transmit') this.#stream.write(action.bytes);
    }
  }

  /** Nothing where the message is for nobody here. */
  #routeOf(message: Uint8Array): Route | undefined {
    // What the stream gave may not be there any more once it is this request's turn.
    const bytes = new Uint8Array(message);
    if (!hasGatewayHeader(bytes)) {
      const unit = this.#population.only;
      return unit?.hub === undefined ? undefined : { unit, device: unit.hub.eui64, apdu: bytes, header: undefined };
    }
    const header = tryDecode(bytes);
    if (header?.kind !== 'request' || header.address.length !== EUI64_LENGTH) return undefined;
    const device = eui64FromBytes(header.address);
    const unit = this.#population.find(device);
    return unit === undefined ? undefined : { unit, device, apdu: header.apdu, header };
  }

  #endWhenDone(): void {
    if (this.#stream.readableEnded && this.#underWay === 0 && this.#waiting.length === 0) this.#stream.end();
  }
}

function tryDecode(bytes: Uint8Array): GatewayMessage | undefined {
  try {
    return decodeGatewayMessage(bytes);
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}
