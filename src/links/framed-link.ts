import type { Duplex } from 'node:stream';
import type { Timer } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import type { Framing, FramingAction } from '../protocol/framing.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import type { ApduLink, ApduPlace, WireOptions } from './apdu-link.ts';
import { isSilence, linkLost } from './failures.ts';
import { Patience } from './patience.ts';

/**
 * First bytes of what answers nothing: data-notification, event-notification-request, the latter ciphered, and a
 * gateway's header, for whoever spoke without one was answered without one.
 */
const NOTIFICATIONS: ReadonlySet<number> = new Set([0x0f, 0xc2, 0xca, 0xe7]);

/** Time-outs within which one whole frame or APDU must come in. */
const FRAME_PATIENCE = 20;

type Delivery = Extract<FramingAction, { readonly kind: 'deliver' }>;

/** What a caller waits for. */
type Goal = 'connection' | 'answer' | 'disconnection';

/**
 * A framing driven over a byte stream, for one client of one logical device. What arrives is handed on in the same
 * turn of the event loop; one timer is put off again and again. Whatever goes wrong ends the link for good, so that a
 * late answer can never be taken for the answer to a later request.
 */
export class FramedLink implements ApduLink {
  readonly clientSap: number;
  readonly serverSap: number;
  onNotification: ((apdu: Uint8Array) => void) | undefined;
  readonly #address: LinkAddress;
  readonly #stream: Duplex;
  readonly #framing: Framing;
  readonly #observe: WireOptions['observe'];
  readonly #timer: Timer;
  readonly #patience: Patience;
  readonly #onEnd: (reason: S1benchError) => void;
  #goal: Goal | undefined;
  /** The APDU that the next frame begins to carry. */
  #sending: Uint8Array | undefined;
  /** The delivery that was told of with its frame. */
  #observed: Delivery | undefined;
  #resolve: (apdu: Uint8Array) => void = ignore;
  #reject: (reason: S1benchError) => void = ignore;
  /** Time-outs that have run out since the goal was set. */
  #expired = 0;
  #end: S1benchError | 'closed' | undefined;

  /** @param onEnd called once, when the link has failed */
  constructor(
    { address, stream, framing, clientSap, serverSap }: FramedLinkParts,
    { clock, observe }: WireOptions,
    onEnd: (reason: S1benchError) => void,
  ) {
    this.clientSap = clientSap;
    this.serverSap = serverSap;
    this.#address = address;
    this.#stream = stream;
    this.#framing = framing;
    this.#observe = observe;
    this.#onEnd = onEnd;
    this.#patience = new Patience(clock, address.timeout, FRAME_PATIENCE);
    this.#timer = clock.schedule(address.timeout, () => this.#onTimeout());
    this.#timer.cancel();
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** @throws `link-no-answer`, `link-refused`, `link-lost` */
  async open(): Promise<void> {
    await this.#pursue('connection', () => this.#framing.open());
  }

  request(apdu: Uint8Array): Promise<Uint8Array> {
    return this.#pursue('answer', () => {
      this.#sending = apdu;
      return this.#framing.send(apdu);
    });
  }

  async close(): Promise<void> {
    if (this.#goal !== undefined) this.fail(new S1benchError('aborted'));
    if (!this.isOpen) return;
    // A device that doesn't answer the good-bye is no reason to stay.
    await this.#pursue('disconnection', () => this.#framing.close()).catch(ignore);
    this.#end ??= 'closed';
  }

  /** Takes bytes that came over the stream. */
  receive(bytes: Uint8Array): void {
    if (!this.isOpen) return;
    const actions = this.#framing.receive(bytes);
    this.#observeReceived(bytes, actions);
    if (actions.length > 0) this.#patience.renew();
    else if (this.#patience.isSpent()) return;
    this.#apply(actions);
  }

  /** Ends the link, and with it the request under way. */
  fail(reason: S1benchError): void {
    if (!this.isOpen) return;
    this.#end = reason;
    this.#timer.cancel();
    if (this.#goal !== undefined) {
      this.#goal = undefined;
      this.#reject(reason);
    }
    this.#onEnd(reason);
  }

  #pursue(goal: Goal, act: () => readonly FramingAction[]): Promise<Uint8Array> {
    if (this.#end !== undefined) {
      return Promise.reject(this.#end === 'closed' ? linkLost(this.#address, 'closed on this side') : this.#end);
    }
    if (this.#goal !== undefined) return Promise.reject(new S1benchError('link-busy'));
    return new Promise((resolve, reject) => {
      const actions = act();
      this.#goal = goal;
      this.#resolve = resolve;
      this.#reject = reject;
      this.#expired = 0;
      this.#patience.renew();
      this.#apply(actions);
    });
  }

  #reached(goal: Goal, apdu: Uint8Array = NOTHING): boolean {
    if (this.#goal !== goal) return false;
    this.#goal = undefined;
    this.#resolve(apdu);
    return true;
  }

  #apply(actions: readonly FramingAction[]): void {
    for (const action of actions) {
      switch (action.kind) {
        case 'transmit':
          this.#observeSent(action.bytes);
          this.#stream.write(action.bytes);
          break;
        case 'deliver':
          this.#deliver(action);
          break;
        case 'opened':
          this.#reached('connection');
          break;
        case 'closed':
          if (!this.#reached('disconnection')) this.fail(linkLost(this.#address, 'the device has disconnected'));
          break;
        case 'failed':
          this.fail(this.#failure(action.error));
          break;
      }
    }
    if (this.isOpen && (this.#goal ?? this.#framing.awaiting) !== undefined) this.#timer.refresh();
    else this.#timer.cancel();
  }

  #deliver(delivery: Delivery): void {
    const { apdu, unconfirmed } = delivery;
    if (delivery !== this.#observed) this.#observe?.({ direction: 'received', layer: 'apdu', bytes: apdu });
    const isNotification = unconfirmed === true || NOTIFICATIONS.has(apdu[0] as number);
    if (isNotification || !this.#reached('answer', apdu)) this.onNotification?.(apdu);
  }

  /** Tells of a frame that is sent, and of the APDU that it is the first of. */
  #observeSent(frame: Uint8Array): void {
    const apdu = this.#sending;
    this.#sending = undefined;
    const place = apdu && placeOf(apdu, frame);
    if (apdu !== undefined && place === undefined) this.#observe?.({ direction: 'sent', layer: 'apdu', bytes: apdu });
    this.#observe?.({ direction: 'sent', layer: 'frame', bytes: frame, ...(place && { apdu: place }) });
  }

  /** Tells of bytes that came, and of the first APDU that they complete if all of it is in them. */
  #observeReceived(bytes: Uint8Array, actions: readonly FramingAction[]): void {
    const delivery = actions.find((action) => action.kind === 'deliver');
    const place = delivery && placeOf(delivery.apdu, bytes);
    this.#observed = place && delivery;
    this.#observe?.({ direction: 'received', layer: 'frame', bytes, ...(place && { apdu: place }) });
  }

  #onTimeout(): void {
    this.#expired++;
    this.#apply(this.#framing.timeout());
    // A notification in place of the answer: the framing is content, the caller isn't.
    if (this.#goal !== undefined && this.#framing.awaiting === undefined) this.fail(this.#noAnswer());
  }

  #failure(error: S1benchError): S1benchError {
    if (isSilence(error)) return this.#noAnswer(error);
    if (error.code === 'hdlc-disconnected' && this.#goal === 'answer' && this.#expired === 0) {
      return new S1benchError('link-expired', { found: this.#who(), cause: error });
    }
    if (this.#goal !== 'connection') return error;
    return new S1benchError('link-refused', { found: `${this.#who()}: ${error.message}`, cause: error });
  }

  #noAnswer(cause?: S1benchError): S1benchError {
    const seconds = this.#address.timeout.total('seconds');
    return new S1benchError('link-no-answer', {
      found: `${this.#who()}: no ${this.#goal ?? 'answer'} in ${this.#expired} wait(s) of ${seconds} s`,
      cause,
    });
  }

  #who(): string {
    return `${formatLinkAddress(this.#address)}, client ${this.clientSap}`;
  }
}

export interface FramedLinkParts {
  readonly address: LinkAddress;
  readonly stream: Duplex;
  readonly framing: Framing;
  readonly clientSap: number;
  readonly serverSap: number;
}

/** Most frames end with the APDU that they carry: to look there takes a tenth of a search. */
function placeOf(apdu: Uint8Array, frame: Uint8Array): ApduPlace | undefined {
  const last = frame.length - apdu.length;
  const from = isAt(last, apdu, frame) ? last : Buffer.from(frame.buffer, frame.byteOffset, frame.length).indexOf(apdu);
  return from === -1 ? undefined : [from, apdu.length];
}

function isAt(from: number, apdu: Uint8Array, frame: Uint8Array): boolean {
  for (let i = 0; i < apdu.length; i++) if (apdu[i] !== frame[from + i]) return false;
  return from >= 0;
}

const NOTHING = new Uint8Array(0);

function ignore(): void {
  // Nobody waits.
}
