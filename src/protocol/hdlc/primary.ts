import type { ErrorCode } from '../../core/error-catalogue.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Framing, FramingAction } from '../framing.ts';
import { type AddressLength, type HdlcAddress, hdlcAddress, sameAddress } from './address.ts';
import { type Control, decodeControl, encodeControl, type FrameKind } from './control.ts';
import { encodeAddresses, encodeFrame, type HdlcFrame } from './frame.ts';
import { LLC_COMMAND, withoutLlc } from './llc.ts';
import {
  decodeParameters,
  defaultParameters,
  encodeParameters,
  type HdlcParameters,
  hdlcParameters,
  negotiate,
} from './parameters.ts';
import { describeRejection } from './rejection.ts';
import { FrameScanner } from './scanner.ts';
import { Sequence } from './sequence.ts';

export interface HdlcPrimaryOptions {
  readonly clientSap: number;
  /** The logical device: the upper half of the server's address. */
  readonly serverSap: number;
  /** The physical device: the lower half of the server's address, where it has one. */
  readonly physicalAddress?: number;
  /** Bytes of the server's address; 1 unless given. */
  readonly addressLength?: AddressLength;
  /** What is proposed to the server; 128 bytes and windows of 1 unless given. */
  readonly parameters?: Partial<HdlcParameters>;
  /** How often a frame that gets no answer is sent again; 3 unless given. */
  readonly retries?: number;
  /** Longest APDU taken, bytes; 65535 unless given. */
  readonly maxApduLength?: number;
}

type State = 'disconnected' | 'connecting' | 'connected' | 'disconnecting';
type Handler = (primary: HdlcPrimary, frame: HdlcFrame, control: Control) => readonly FramingAction[];

const NONE: readonly FramingAction[] = [];

/**
 * The client's end of an HDLC connection in normal response mode (IEC 62056-46, Green Book 8.4.5): SNRM, DISC, and
 * turns of I frames. Each frame that hands the turn over is repeated after a time-out, or the server polled with RR,
 * until it answers or the retries are used up.
 */
export class HdlcPrimary implements Framing {
  /** What a frame from the server does in each state. Others come too late to mean anything and are passed over. */
  static readonly #received: Readonly<Record<State, Partial<Readonly<Record<FrameKind, Handler>>>>> = {
    disconnected: {},
    connecting: {
      UA: (primary, frame) => primary.#onAccepted(frame),
      DM: (primary) => primary.#fail('hdlc-refused'),
    },
    connected: {
      I: (primary, frame, control) => primary.#onInformation(frame, control),
      RR: (primary, _, control) => primary.#onSupervisory(control),
      RNR: (primary, _, control) => primary.#onSupervisory(control),
      REJ: (primary, _, control) => primary.#onSupervisory(control),
      DM: (primary) => primary.#fail('hdlc-disconnected'),
      FRMR: (primary, frame) => primary.#fail('hdlc-frame-rejected', describeRejection(frame.information)),
    },
    disconnecting: {
      UA: (primary) => primary.#end({ kind: 'closed' }),
      DM: (primary) => primary.#end({ kind: 'closed' }),
    },
  };

  readonly #client: HdlcAddress;
  readonly #server: HdlcAddress;
  readonly #addresses: Uint8Array;
  readonly #proposed: HdlcParameters;
  readonly #retries: number;
  readonly #maxApduLength: number;
  readonly #scanner = new FrameScanner();

  #state: State = 'disconnected';
  #sequence: Sequence;
  /** The server has the turn. */
  #polling = false;
  /** RNR: the server takes no I frames. */
  #serverBusy = false;
  /** APDUs sent less APDUs received. */
  #answersDue = 0;
  /** Time-outs and fruitless polls since something last got on. */
  #attempts = 0;
  /** Bytes received since the last frame. */
  #noise = 0;

  /** @throws `hdlc-address-invalid`, `hdlc-parameters-invalid` */
  constructor(options: HdlcPrimaryOptions) {
    this.#client = hdlcAddress(options.clientSap);
    this.#server = hdlcAddress(options.serverSap, options.physicalAddress, options.addressLength);
    this.#addresses = encodeAddresses(this.#server, this.#client);
    this.#proposed = hdlcParameters(options.parameters);
    this.#retries = options.retries ?? 3;
    this.#maxApduLength = options.maxApduLength ?? 0xffff;
    this.#sequence = this.#newSequence(defaultParameters);
  }

  get awaiting(): 'answer' | undefined {
    return this.#polling || this.#answersDue > 0 || this.#sequence.pending ? 'answer' : undefined;
  }

  open(): readonly FramingAction[] {
    this.#enter('connecting');
    return this.#transmitTurn();
  }

  /** @throws `framing-not-open` */
  send(apdu: Uint8Array): readonly FramingAction[] {
    if (this.#state !== 'connected') throw new S1benchError('framing-not-open');
    this.#sequence.enqueue(apdu);
    this.#answersDue++;
    return this.#polling || this.#serverBusy ? NONE : this.#transmitTurn();
  }

  close(): readonly FramingAction[] {
    if (this.#state === 'disconnected') return [{ kind: 'closed' }];
    this.#enter('disconnecting');
    return this.#transmitTurn();
  }

  receive(bytes: Uint8Array): readonly FramingAction[] {
    const frames = this.#scanner.push(bytes);
    this.#noise = frames.length > 0 ? 0 : this.#noise + bytes.length;
    const [first] = frames;
    if (first === undefined) return NONE;
    return frames.length === 1 ? this.#onFrame(first) : frames.flatMap((frame) => this.#onFrame(frame));
  }

  timeout(): readonly FramingAction[] {
    if (this.awaiting === undefined) return NONE;
    this.#scanner.reset();
    return this.#again();
  }

  #onFrame(frame: HdlcFrame): readonly FramingAction[] {
    const control = decodeControl(frame.control);
    if (control === undefined || !sameAddress(frame.destination, this.#client)) return NONE;
    if (control.kind === 'UI') return this.#onUnnumbered(frame);
    if (!sameAddress(frame.source, this.#server)) return NONE;
    return HdlcPrimary.#received[this.#state][control.kind]?.(this, frame, control) ?? NONE;
  }

  #onAccepted(frame: HdlcFrame): readonly FramingAction[] {
    try {
      this.#enter('connected', negotiate(this.#proposed, decodeParameters(frame.information)));
      return [{ kind: 'opened' }];
    } catch (error) {
      return this.#end({ kind: 'failed', error: error as S1benchError });
    }
  }

  #onInformation(frame: HdlcFrame, control: Control): readonly FramingAction[] {
    const acknowledged = this.#sequence.acknowledge(control.receiveSequence);
    if (acknowledged === undefined) return this.#failSequence(control);
    const placement = this.#sequence.placement(control);
    if (acknowledged > 0 || placement === 'expected') this.#attempts = 0;
    // The server answers a poll with frames that are new to us: a repeated one answers a poll of long ago.
    if (placement === 'repeated') return NONE;
    const delivered = placement === 'expected' ? this.#take(frame) : NONE;
    if (!control.pollFinal || this.#state !== 'connected') return delivered;
    this.#polling = false;
    const isDone = !this.#sequence.pending && !this.#sequence.incomplete && this.#answersDue === 0;
    if (isDone) return delivered;
    return [...delivered, ...(placement === 'expected' ? this.#transmitTurn() : this.#again())];
  }

  #onSupervisory(control: Control): readonly FramingAction[] {
    const acknowledged = this.#sequence.acknowledge(control.receiveSequence);
    if (acknowledged === undefined) return this.#failSequence(control);
    if (acknowledged > 0) this.#attempts = 0;
    const wasBusy = this.#serverBusy;
    this.#serverBusy = control.kind === 'RNR';
    if (!control.pollFinal) return NONE;
    // A turn of one frame arrives or doesn't: an answer that knows nothing of it was asked for by an earlier one.
    if (acknowledged === 0 && this.#sequence.unacknowledged === 1 && !wasBusy && !this.#serverBusy) return NONE;
    this.#polling = false;
    if (!this.#sequence.pending || this.#serverBusy) return NONE;
    return acknowledged > 0 ? this.#transmitTurn() : this.#again();
  }

  #take(frame: HdlcFrame): readonly FramingAction[] {
    const taken = this.#sequence.take(frame);
    if (typeof taken === 'string') return this.#fail(taken);
    if (taken !== undefined && this.#answersDue > 0) this.#answersDue--;
    if (taken === undefined) return NONE;
    return [{ kind: 'deliver', apdu: taken, source: this.#server.upper, destination: this.#client.upper }];
  }

  #onUnnumbered({ source, information }: HdlcFrame): readonly FramingAction[] {
    const apdu = withoutLlc(information);
    if (apdu === undefined) return NONE;
    return [{ kind: 'deliver', apdu, source: source.upper, destination: this.#client.upper, unconfirmed: true }];
  }

  /** Tries once more to get on, unless that has been tried often enough. */
  #again(): readonly FramingAction[] {
    if (this.#attempts < this.#retries) {
      this.#attempts++;
      return this.#transmitTurn();
    }
    const heard = this.#noise > 0 ? `${this.#noise} byte(s) that hold no frame` : 'nothing';
    return this.#fail('hdlc-no-answer', `${heard} after ${this.#retries + 1} attempt(s), ${this.#state}`);
  }

  /** Hands the turn to the server, with what there is to say in this state. */
  #transmitTurn(): readonly FramingAction[] {
    this.#polling = true;
    switch (this.#state) {
      case 'connecting':
        return this.#transmit(encodeControl('SNRM', true), proposalOf(this.#proposed));
      case 'disconnecting':
        return this.#transmit(encodeControl('DISC', true));
      default:
        if (!this.#sequence.pending || this.#serverBusy) {
          return this.#transmit(encodeControl('RR', true, this.#sequence.expected));
        }
        return this.#sequence.frames().map((bytes) => ({ kind: 'transmit', bytes }));
    }
  }

  #transmit(control: number, information?: Uint8Array): readonly FramingAction[] {
    return [{ kind: 'transmit', bytes: encodeFrame(this.#addresses, control, information) }];
  }

  /** Starts a state with nothing sent and nothing to wait for. */
  #enter(state: State, parameters = defaultParameters): void {
    this.#state = state;
    this.#sequence = this.#newSequence(parameters);
    this.#polling = false;
    this.#serverBusy = false;
    this.#answersDue = 0;
    this.#attempts = 0;
    this.#noise = 0;
  }

  #end(last: FramingAction): readonly FramingAction[] {
    this.#enter('disconnected');
    return [last];
  }

  #fail(code: ErrorCode, found?: string): readonly FramingAction[] {
    return this.#end({ kind: 'failed', error: new S1benchError(code, found === undefined ? {} : { found }) });
  }

  #failSequence({ receiveSequence }: Control): readonly FramingAction[] {
    return this.#fail('hdlc-sequence-wrong', `N(R) ${receiveSequence}`);
  }

  #newSequence(parameters: HdlcParameters): Sequence {
    return new Sequence(parameters, this.#addresses, LLC_COMMAND, this.#maxApduLength);
  }
}

/** A proposal of nothing but defaults needs no information field. */
function proposalOf(parameters: HdlcParameters): Uint8Array | undefined {
  const names = Object.keys(defaultParameters) as (keyof HdlcParameters)[];
  const isDefault = names.every((name) => parameters[name] === defaultParameters[name]);
  return isDefault ? undefined : encodeParameters(parameters);
}
