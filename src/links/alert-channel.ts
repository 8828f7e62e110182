import type { Duplex } from 'node:stream';
import type { Timer } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import { type Eui64, eui64FromBytes } from '../core/identifiers.ts';
import type { FramingAction } from '../protocol/framing.ts';
import { decodeGatewayMessage, hasGatewayHeader } from '../protocol/gateway/gateway-header.ts';
import { MAX_APDU_LENGTH, WpduScanner } from '../protocol/wrapper/wpdu.ts';
import type { LinkAddress } from './address.ts';
import type { WireOptions } from './apdu-link.ts';
import { openStream } from './open-stream.ts';
import type { Opened } from './opened.ts';

/** An APDU that came over the WAN without being asked for. */
export interface PushedApdu {
  /** The device that it is from, by its gateway header; without one it is from whoever stands at the address. */
  readonly device: Eui64 | undefined;
  /** SAP of the logical device that sent it. */
  readonly source: number;
  /** SAP of the client that it is for. */
  readonly destination: number;
  readonly apdu: Uint8Array;
}

export interface AlertChannelOptions extends WireOptions {
  readonly onPush: (push: PushedApdu) => void;
  /** For an in-process address: one end of `inProcessPair`, anew each time, the other end of which a population serves. */
  readonly stream?: () => Duplex;
}

/** Seconds until the WAN is tried again: twice as long each time, up to the last, until something is heard. Chosen here. */
const RETRY = { first: 1, last: 60 } as const;
const EUI64_LENGTH = 8;

/**
 * Listens at the WAN side of hubs for what they push, from the time it is opened until it is closed: a connection that is
 * lost, or that can't be opened yet, is tried again and again in the background. It asks for nothing itself, and what
 * isn't a push of a device is passed over.
 */
export class AlertChannel {
  readonly address: LinkAddress;
  readonly #options: AlertChannelOptions;
  #opened: Opened | undefined;
  #retry: Timer | undefined;
  #seconds: number = RETRY.first;
  #isClosed = false;

  private constructor(address: LinkAddress, options: AlertChannelOptions) {
    this.address = address;
    this.#options = options;
  }

  /** Settles after the first try, whether or not that found anybody. */
  static async open(address: LinkAddress, options: AlertChannelOptions): Promise<AlertChannel> {
    const channel = new AlertChannel(address, options);
    await channel.#connect();
    return channel;
  }

  /** Whether there is a connection now. */
  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.close();
  }

  async #connect(): Promise<void> {
    const { stream } = this.#options;
    try {
      const opened = await openStream(this.address, this.#options, stream?.());
      if (this.#isClosed) await opened.close();
      else this.#listen(opened);
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      this.#tryLater();
    }
  }

  #listen(opened: Opened): void {
    const scanner = new WpduScanner(MAX_APDU_LENGTH);
    this.#opened = opened;
    opened.onBytes((bytes) => {
      if (this.#opened !== opened) return;
      this.#seconds = RETRY.first;
      this.#options.observe?.({ direction: 'received', layer: 'frame', bytes });
      for (const action of scanner.push(bytes)) this.#take(action, opened);
    });
    opened.stream.on('error', () => this.#lose(opened));
    for (const event of ['end', 'close']) opened.stream.on(event, () => this.#lose(opened));
  }

  #take(action: FramingAction, opened: Opened): void {
    if (action.kind === 'deliver') {
      const push = pushIn(action);
      if (push !== undefined) this.#options.onPush(push);
    } else if (action.kind === 'failed') {
      // Nothing in the stream tells where the next message starts.
      this.#lose(opened);
    }
  }

  #lose(opened: Opened): void {
    if (this.#opened !== opened) return;
    this.#opened = undefined;
    void opened.close();
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#isClosed) return;
    const after = Temporal.Duration.from({ seconds: this.#seconds });
    this.#seconds = Math.min(2 * this.#seconds, RETRY.last);
    // Nobody waits for it: a virtual clock doesn't jump for it.
    this.#retry = this.#options.clock.schedule(after, () => void this.#connect(), { background: true });
  }
}

/** Nothing where the message is none of a device. */
function pushIn(message: Extract<FramingAction, { readonly kind: 'deliver' }>): PushedApdu | undefined {
  const { apdu: bytes, source, destination } = message;
  if (bytes.length === 0) return undefined;
  if (!hasGatewayHeader(bytes)) return { device: undefined, source, destination, apdu: bytes };
  try {
    const { kind, address, apdu } = decodeGatewayMessage(bytes);
    if (kind !== 'response' || address.length !== EUI64_LENGTH) return undefined;
    return { device: eui64FromBytes(address), source, destination, apdu };
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}
