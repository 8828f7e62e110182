import { S1benchError } from '../../core/errors.ts';
import type { FramingAction, ServerFraming } from '../framing.ts';
import { ALL_STATIONS, type HdlcAddress, hdlcAddress, sameAddress } from './address.ts';
import { decodeControl, encodeControl, type FrameKind, isPollFinal } from './control.ts';
import { encodeAddresses, encodeFrame, type HdlcFrame } from './frame.ts';
import { LLC_RESPONSE, withoutLlc } from './llc.ts';
import { decodeParameters, encodeParameters, type HdlcParameters, hdlcParameters, negotiate } from './parameters.ts';
import { FrameScanner } from './scanner.ts';
import { SecondaryConnection } from './secondary-connection.ts';

export interface HdlcSecondaryOptions {
  /** The logical devices: upper halves of the addresses that it answers to. */
  readonly serverSaps: readonly number[];
  /** The physical device: lower half of the addresses that it answers to, where they have one; any unless given. */
  readonly physicalAddress?: number;
  /** The most that is granted to a client; 128 bytes and windows of 1 unless given. */
  readonly parameters?: Partial<HdlcParameters>;
  /** Longest APDU taken, bytes; 65535 unless given. */
  readonly maxApduLength?: number;
}

/** `occupied`: connected, but not to the client and logical device of the frame. */
type State = 'disconnected' | 'occupied' | 'connected';
type Reaction = 'connect' | 'disconnect' | 'refuse' | 'carry-on';

const numbered = (reaction: Reaction) =>
  ({ I: reaction, RR: reaction, RNR: reaction, REJ: reaction, undefined: reaction }) as const;

/** What a command does in each state; responses do nothing. `undefined`: its control field isn't defined. */
const REACTIONS: Readonly<Record<State, Readonly<Partial<Record<FrameKind | 'undefined', Reaction>>>>> = {
  disconnected: { SNRM: 'connect', DISC: 'refuse', ...numbered('refuse') },
  occupied: { SNRM: 'refuse', DISC: 'refuse', ...numbered('refuse') },
  connected: { SNRM: 'connect', DISC: 'disconnect', ...numbered('carry-on') },
};

const NONE: readonly FramingAction[] = [];

/**
 * The device's end of HDLC in normal response mode (IEC 62056-46, Green Book 8.4.5), one connection at a time. It
 * speaks when it is polled: an answer goes out at once where `send` follows upon `receive`, else at a later poll.
 */
export class HdlcSecondary implements ServerFraming {
  readonly #options: HdlcSecondaryOptions;
  readonly #parameters: HdlcParameters;
  readonly #scanner = new FrameScanner();
  #connection: SecondaryConnection | undefined;

  /** @throws `hdlc-address-invalid`, `hdlc-parameters-invalid` */
  constructor(options: HdlcSecondaryOptions) {
    for (const sap of options.serverSaps) hdlcAddress(sap, options.physicalAddress, 4);
    this.#options = options;
    this.#parameters = hdlcParameters(options.parameters);
  }

  get awaiting(): 'activity' | undefined {
    return this.#connection === undefined ? undefined : 'activity';
  }

  /** A device waits to be spoken to. */
  open(): readonly FramingAction[] {
    return NONE;
  }

  /**
   * Sends an APDU to the client that is connected; nothing where that is another than the one named. An answer that is
   * still being made when the connection closes is for nobody: its maker must drop it.
   */
  send(apdu: Uint8Array, destination?: number, source?: number): readonly FramingAction[] {
    const connection = this.#connection;
    if (connection === undefined) return NONE;
    const { client, server } = connection;
    if ((destination ?? client.upper) !== client.upper || (source ?? server.upper) !== server.upper) return NONE;
    return connection.send(apdu);
  }

  /** @throws `hdlc-ui-too-long`, `hdlc-address-invalid` */
  notify(apdu: Uint8Array, destination: number, source: number): readonly FramingAction[] {
    const room = (this.#connection?.parameters ?? this.#parameters).maxInformationTransmit - LLC_RESPONSE.length;
    if (apdu.length > room) {
      throw new S1benchError('hdlc-ui-too-long', { found: `${apdu.length} bytes`, expected: `at most ${room}` });
    }
    const addresses = encodeAddresses(hdlcAddress(destination), this.#ownAddress(source));
    const bytes = encodeFrame(addresses, encodeControl('UI', false), apdu, false, LLC_RESPONSE);
    return [{ kind: 'transmit', bytes }];
  }

  /** Forgets the connection: the client gets DM to its next frame. */
  close(): readonly FramingAction[] {
    this.#connection = undefined;
    return [{ kind: 'closed' }];
  }

  receive(bytes: Uint8Array): readonly FramingAction[] {
    const frames = this.#scanner.push(bytes);
    const [first] = frames;
    if (first === undefined) return NONE;
    return frames.length === 1 ? this.#onFrame(first) : this.#onFrames(frames);
  }

  /** The client has been silent for too long. */
  timeout(): readonly FramingAction[] {
    this.#scanner.reset();
    return this.#connection === undefined ? NONE : this.close();
  }

  #onFrames(frames: readonly HdlcFrame[]): readonly FramingAction[] {
    let actions: FramingAction[] = [];
    let hasDelivered = false;
    for (const frame of frames) {
      for (const action of this.#onFrame(frame)) {
        // An APDU of the connection before would get its answer in the new one.
        if (action.kind === 'opened' && hasDelivered) actions = actions.filter(({ kind }) => kind !== 'deliver');
        hasDelivered = action.kind === 'deliver' || (hasDelivered && action.kind !== 'opened');
        actions.push(action);
      }
    }
    return actions;
  }

  #onFrame(frame: HdlcFrame): readonly FramingAction[] {
    const control = decodeControl(frame.control);
    if (control?.kind === 'UI') return this.#onUnnumbered(frame);
    if (!this.#isAddressed(frame.destination)) return NONE;
    switch (REACTIONS[this.#stateFor(frame)][control?.kind ?? 'undefined']) {
      case 'connect':
        return this.#connect(frame);
      case 'disconnect':
        return [this.#respond(frame, 'UA'), ...this.close()];
      case 'refuse':
        return isPollFinal(frame.control) ? [this.#respond(frame, 'DM')] : NONE;
      case 'carry-on':
        return this.#connection?.receive(frame, control) ?? NONE;
      default:
        return NONE;
    }
  }

  #stateFor({ source, destination }: HdlcFrame): State {
    if (this.#connection === undefined) return 'disconnected';
    const { client, server } = this.#connection;
    return sameAddress(source, client) && sameAddress(destination, server) ? 'connected' : 'occupied';
  }

  /** @param all a half that will do besides its own */
  #isAddressed({ upper, lower, length }: HdlcAddress, all?: number): boolean {
    const { serverSaps, physicalAddress } = this.#options;
    if (!serverSaps.includes(upper) && upper !== all) return false;
    return length === 1 || physicalAddress === undefined || lower === physicalAddress || lower === all;
  }

  #connect(frame: HdlcFrame): readonly FramingAction[] {
    let parameters: HdlcParameters;
    try {
      parameters = negotiate(this.#parameters, decodeParameters(frame.information));
    } catch {
      return [this.#respond(frame, 'DM')];
    }
    const before = this.#connection === undefined ? NONE : this.close();
    const { maxApduLength = 0xffff } = this.#options;
    this.#connection = new SecondaryConnection(frame.source, frame.destination, parameters, maxApduLength);
    return [...before, this.#respond(frame, 'UA', encodeParameters(parameters)), { kind: 'opened' }];
  }

  /** A UI frame needs no connection, may be for all stations, and gets no answer. */
  #onUnnumbered({ source, destination, information }: HdlcFrame): readonly FramingAction[] {
    const apdu = withoutLlc(information);
    if (apdu === undefined || !this.#isAddressed(destination, ALL_STATIONS[destination.length])) return NONE;
    return [{ kind: 'deliver', apdu, source: source.upper, destination: destination.upper, unconfirmed: true }];
  }

  #respond(frame: HdlcFrame, kind: 'UA' | 'DM', information?: Uint8Array): FramingAction {
    const addresses = encodeAddresses(frame.source, frame.destination);
    return { kind: 'transmit', bytes: encodeFrame(addresses, encodeControl(kind, true), information) };
  }

  /** The address of a logical device in the form that the client uses, else in the shortest. */
  #ownAddress(sap: number): HdlcAddress {
    const { physicalAddress } = this.#options;
    const shortest = physicalAddress === undefined ? 1 : Math.max(sap, physicalAddress) < 0x7f ? 2 : 4;
    const { lower, length } = this.#connection?.server ?? { lower: physicalAddress, length: shortest };
    return hdlcAddress(sap, lower, length);
  }
}
