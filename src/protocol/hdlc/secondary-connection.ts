import type { FramingAction } from '../framing.ts';
import type { HdlcAddress } from './address.ts';
import { type Control, encodeControl, isPollFinal } from './control.ts';
import { encodeAddresses, encodeFrame, type HdlcFrame } from './frame.ts';
import { LLC_RESPONSE } from './llc.ts';
import type { HdlcParameters } from './parameters.ts';
import { encodeRejection, type RejectionReason } from './rejection.ts';
import { Sequence } from './sequence.ts';

/**
 * Answers that may wait for their acknowledgement; further requests are passed over as if they were lost, so that a client
 * that asks and never acknowledges takes no memory. One more than a window of requests brings.
 */
const LARGEST_BACKLOG = 8;
const NONE: readonly FramingAction[] = [];

/** One client's connection to one logical device, from SNRM to DISC: the numbered frames, seen from the device. */
export class SecondaryConnection {
  readonly client: HdlcAddress;
  readonly server: HdlcAddress;
  readonly parameters: HdlcParameters;
  readonly #addresses: Uint8Array;
  readonly #sequence: Sequence;
  /** The client has handed over the turn, and the answer to its APDU is being made. */
  #hasTurn = false;
  /** RNR: the client takes no I frames. */
  #clientBusy = false;
  /** Information of the FRMR that answers every frame until the client connects anew. */
  #rejection: Uint8Array | undefined;

  /** @param parameters as negotiated */
  constructor(client: HdlcAddress, server: HdlcAddress, parameters: HdlcParameters, maxApduLength: number) {
    this.client = client;
    this.server = server;
    this.parameters = parameters;
    this.#addresses = encodeAddresses(client, server);
    this.#sequence = new Sequence(parameters, this.#addresses, LLC_RESPONSE, maxApduLength);
  }

  /** Queues an APDU, and sends it if the answer is still awaited; else the client's next poll fetches it. */
  send(apdu: Uint8Array): readonly FramingAction[] {
    if (this.#rejection !== undefined) return NONE;
    this.#sequence.enqueue(apdu);
    return this.#hasTurn ? this.#transmitTurn() : NONE;
  }

  /**
   * Takes an I, RR, RNR or REJ frame, or one that isn't defined.
   * @param control nothing where the control field isn't defined
   */
  receive(frame: HdlcFrame, control: Control | undefined): readonly FramingAction[] {
    this.#hasTurn = false;
    if (this.#rejection !== undefined) return this.#transmitRejection(frame);
    if (control === undefined) return this.#reject(frame, 'control-undefined');
    if (this.#sequence.acknowledge(control.receiveSequence) === undefined) {
      return this.#reject(frame, 'receive-sequence-wrong');
    }
    return control.kind === 'I' ? this.#information(frame, control) : this.#supervisory(frame, control);
  }

  #information(frame: HdlcFrame, control: Control): readonly FramingAction[] {
    if (frame.information.length > this.parameters.maxInformationReceive) {
      return this.#reject(frame, 'information-too-long');
    }
    const delivered: FramingAction[] = [];
    if (this.#sequence.placement(control) === 'expected' && this.#sequence.backlog < LARGEST_BACKLOG) {
      const taken = this.#sequence.take(frame);
      if (taken === 'hdlc-apdu-too-long') return this.#reject(frame, 'information-too-long');
      // An APDU without LLC header concerns nobody here and is discarded.
      if (taken instanceof Uint8Array) delivered.push(this.#deliver(taken));
    }
    if (!control.pollFinal) return delivered;
    this.#hasTurn = delivered.length > 0 && !this.#sequence.pending;
    return this.#hasTurn ? delivered : [...delivered, ...this.#transmitTurn()];
  }

  #supervisory(frame: HdlcFrame, control: Control): readonly FramingAction[] {
    if (frame.information.length > 0) return this.#reject(frame, 'information-not-permitted');
    this.#clientBusy = control.kind === 'RNR';
    return control.pollFinal ? this.#transmitTurn() : NONE;
  }

  #deliver(apdu: Uint8Array): FramingAction {
    return { kind: 'deliver', apdu, source: this.client.upper, destination: this.server.upper };
  }

  /** Hands the turn back to the client, with what there is to say. */
  #transmitTurn(): readonly FramingAction[] {
    this.#hasTurn = false;
    const frames =
      this.#sequence.pending && !this.#clientBusy
        ? this.#sequence.frames()
        : [encodeFrame(this.#addresses, encodeControl('RR', true, this.#sequence.expected))];
    return frames.map((bytes) => ({ kind: 'transmit', bytes }));
  }

  #reject(frame: HdlcFrame, reason: RejectionReason): readonly FramingAction[] {
    this.#rejection = encodeRejection(frame.control, this.#sequence.sendState, this.#sequence.expected, reason);
    return this.#transmitRejection(frame);
  }

  #transmitRejection({ control }: HdlcFrame): readonly FramingAction[] {
    if (!isPollFinal(control)) return NONE;
    return [{ kind: 'transmit', bytes: encodeFrame(this.#addresses, encodeControl('FRMR', true), this.#rejection) }];
  }
}
