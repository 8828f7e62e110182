import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import type { SignOnAction } from '../protocol/iec62056-21/action.ts';
import type { BaudRate, Identification, Option } from '../protocol/iec62056-21/messages.ts';
import { SignOn } from '../protocol/iec62056-21/sign-on.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import type { WireOptions } from './apdu-link.ts';
import { isSilence, linkLost } from './failures.ts';
import { openStream } from './open-stream.ts';
import type { Opened } from './opened.ts';
import { Patience } from './patience.ts';

const INITIAL_RATE = 300;
/** IEC 62056-21 6.4.4.2: how long nothing may come before the other side is taken to be silent. */
const SILENCE = Temporal.Duration.from({ milliseconds: 2200 });
/** Silences within which a whole message must come in: 64 KiB of readout at 300 baud take 37 minutes. */
const MESSAGE_PATIENCE = 1200;
/** How long to wait before an answer: a device says that it needs little by a third letter in lower case. */
const REACTION = Temporal.Duration.from({ milliseconds: 200 });
const QUICK_REACTION = Temporal.Duration.from({ milliseconds: 20 });

/** What a device said of itself, and the data lines that it sent, each ended by CR LF. */
export interface Readout {
  readonly device: Identification;
  readonly data: string;
}

/**
 * Reads the data of a device by IEC 62056-21 mode C: sign-on at the initial rate (300 baud unless the address says
 * otherwise), change of rate, data, block check.
 * @param stream for an in-process address only
 * @throws `link-open-failed`, `link-no-answer`, `link-lost`, and what the sign-on refuses
 */
export async function readOut(address: LinkAddress, options: WireOptions, stream?: Duplex): Promise<Readout> {
  const initialBaud = initialRate(address);
  const calling = address.kind === 'serial' ? { ...address, signOn: { initialBaud } } : address;
  const opened = await openStream(calling, options, stream);
  const dialogue = new SignOnDialogue(calling, opened, options, 'readout');
  opened.onBytes((bytes) => dialogue.receive(bytes));
  opened.stream.on('error', (cause) => dialogue.fail(linkLost(address, cause.message, cause)));
  opened.stream.on('close', () => dialogue.fail(linkLost(address, 'the other side has closed')));
  try {
    const device = await dialogue.run();
    return { device, data: dialogue.data };
  } finally {
    await opened.close();
  }
}

/** One sign-on over an open line, driven to its end. It carries out one action after the other: a change of rate takes time. */
export class SignOnDialogue {
  /** What a readout brought. */
  data = '';
  readonly #address: LinkAddress;
  readonly #opened: Opened;
  readonly #clock: Clock;
  readonly #observe: WireOptions['observe'];
  readonly #signOn: SignOn;
  readonly #patience: Patience;
  readonly #timer: Timer;
  readonly #ended = Promise.withResolvers<Identification>();
  #work: Promise<void> = Promise.resolve();
  #device: Identification | undefined;
  #waits = 0;
  #isOver = false;

  constructor(address: LinkAddress, opened: Opened, { clock, observe }: WireOptions, mode: Option['mode']) {
    this.#address = address;
    this.#opened = opened;
    this.#clock = clock;
    this.#observe = observe;
    this.#signOn = new SignOn({
      mode,
      initialBaudRate: initialRate(address),
      // A rate that no sign-on can agree on only means: the fastest there is.
      ...(address.kind === 'serial' ? { maxBaudRate: address.baud as BaudRate } : {}),
    });
    this.#patience = new Patience(clock, SILENCE, MESSAGE_PATIENCE);
    this.#timer = clock.schedule(SILENCE, () => {
      this.#waits++;
      this.#then(() => this.#signOn.timeout());
    });
  }

  /** @returns who the device is, once the readout is whole or HDLC can begin */
  async run(): Promise<Identification> {
    this.#then(() => this.#signOn.start());
    return this.#ended.promise;
  }

  receive(bytes: Uint8Array): void {
    this.#observe?.({ direction: 'received', layer: 'frame', bytes });
    this.#then(() => {
      const actions = this.#signOn.receive(bytes);
      if (actions.length > 0) this.#patience.renew();
      if (!this.#isOver && (actions.length > 0 || !this.#patience.isSpent())) this.#timer.refresh();
      return actions;
    });
  }

  fail(reason: unknown): void {
    this.#end();
    this.#ended.reject(reason);
  }

  #then(act: () => readonly SignOnAction[]): void {
    if (this.#isOver) return;
    this.#work = this.#work.then(() => this.#carryOut(act())).catch((reason) => this.fail(reason));
  }

  async #carryOut(actions: readonly SignOnAction[]): Promise<void> {
    for (const action of actions) {
      if (this.#isOver) return;
      switch (action.kind) {
        case 'transmit':
          await this.#react();
          this.#transmit(action.bytes);
          break;
        case 'baud':
          await this.#opened.setBaud?.(action.rate);
          break;
        case 'identified':
          this.#device = action.device;
          break;
        case 'readout':
          this.data = action.data;
          this.#succeed();
          break;
        case 'mode-e-entered':
          await this.#react();
          this.#succeed();
          break;
        case 'failed':
          this.fail(isSilence(action.error) ? this.#noAnswer(action.error) : action.error);
          break;
      }
    }
  }

  #transmit(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#observe?.({ direction: 'sent', layer: 'frame', bytes });
    this.#opened.stream.write(bytes);
    this.#timer.refresh();
  }

  /** Gives the device the time to listen again, once it has spoken. */
  async #react(): Promise<void> {
    const isQuick = /[a-z]$/.test(this.#device?.manufacturer ?? '');
    if (this.#device !== undefined) await this.#clock.sleep(isQuick ? QUICK_REACTION : REACTION);
  }

  #succeed(): void {
    this.#end();
    if (this.#device !== undefined) this.#ended.resolve(this.#device);
  }

  #end(): void {
    this.#isOver = true;
    this.#timer.cancel();
  }

  #noAnswer(cause: S1benchError): S1benchError {
    const waited = `no sign-on in ${this.#waits} wait(s) of ${SILENCE.total('seconds')} s`;
    return new S1benchError('link-no-answer', { found: `${formatLinkAddress(this.#address)}: ${waited}`, cause });
  }
}

function initialRate(address: LinkAddress): BaudRate {
  return address.kind === 'serial' && address.signOn !== undefined ? address.signOn.initialBaud : INITIAL_RATE;
}
