import type { SignOnAction } from './action.ts';
import { LineReader } from './line-reader.ts';
import {
  addressMatches,
  type BaudRate,
  encodeIdentification,
  encodeOption,
  encodeReadout,
  type Identification,
  NAK,
  type Option,
  parseOption,
  parseRequest,
} from './messages.ts';
import { decodeCharacter, encodeCharacters, type Parity } from './parity.ts';

export interface MeterSignOnOptions {
  readonly device: Identification;
  /** Answers requests for this address only, besides those for any device; requests for any device only unless given. */
  readonly deviceAddress?: string;
  /** At which it listens; 300 unless given. */
  readonly initialBaudRate?: BaudRate;
  /** `even` (7E1 on a line of 8N1) unless given. */
  readonly parity?: Parity;
  /** Whether it confirms the change to HDLC; it does unless told otherwise. */
  readonly confirmsModeE?: boolean;
  /** The data lines of a readout, each ended by CR LF. */
  readonly readout: () => string;
}

type State = 'listening' | 'identified' | 'read-out' | 'handed-over';

const NONE: readonly SignOnAction[] = [];

/**
 * The device's side of a sign-on (IEC 62056-21 6.4, protocol mode C, and mode E of annex E). No I/O, no timers: while
 * `awaiting` is set the owner calls `timeout` when nothing has come for a while, and the device listens anew.
 * After `mode-e-entered` the line is HDLC's until `start` is called again.
 */
export class MeterSignOn {
  readonly #options: MeterSignOnOptions;
  readonly #identification: string;
  readonly #initialBaudRate: BaudRate;
  readonly #parity: Parity;
  readonly #line = new LineReader();
  #state: State = 'listening';
  /** The data message sent last, for a reader that asks for it again. */
  #message = '';

  /** @throws `iec62056-21-field-invalid` */
  constructor(options: MeterSignOnOptions) {
    this.#options = options;
    this.#identification = encodeIdentification(options.device);
    this.#initialBaudRate = options.initialBaudRate ?? 300;
    this.#parity = options.parity ?? 'even';
  }

  get awaiting(): 'activity' | undefined {
    return this.#state === 'identified' || this.#state === 'read-out' ? 'activity' : undefined;
  }

  /** Listens for a request. */
  start(): readonly SignOnAction[] {
    this.#state = 'listening';
    this.#message = '';
    this.#line.reset();
    return [{ kind: 'baud', rate: this.#initialBaudRate }];
  }

  receive(bytes: Uint8Array): readonly SignOnAction[] {
    const actions: SignOnAction[] = [];
    for (let i = 0; i < bytes.length && this.#state !== 'handed-over'; i++) {
      actions.push(...this.#onCharacter(decodeCharacter(bytes[i] as number, this.#parity), bytes, i + 1));
    }
    return actions;
  }

  timeout(): readonly SignOnAction[] {
    return this.awaiting === undefined ? NONE : this.start();
  }

  #onCharacter(character: number | undefined, bytes: Uint8Array, next: number): readonly SignOnAction[] {
    if (this.#state === 'read-out' && character === NAK.charCodeAt(0)) return [this.#transmit(this.#message)];
    const line = this.#line.push(character);
    if (line === undefined) return NONE;
    const address = parseRequest(line);
    if (address !== undefined) return this.#onRequest(address);
    const option = this.#state === 'identified' ? parseOption(line) : undefined;
    return option === undefined ? NONE : this.#onOption(option, bytes.subarray(next));
  }

  #onRequest(address: string): readonly SignOnAction[] {
    const isMeant = addressMatches(address, this.#options.deviceAddress ?? '');
    const listening = this.#state === 'listening' ? NONE : this.start();
    if (!isMeant) return listening;
    this.#state = 'identified';
    return [...listening, this.#transmit(this.#identification)];
  }

  #onOption({ mode, baudRate }: Option, rest: Uint8Array): readonly SignOnAction[] {
    if (baudRate > this.#options.device.baudRate) return NONE;
    if (mode === 'readout') {
      this.#state = 'read-out';
      this.#message = encodeReadout(this.#options.readout());
      return [{ kind: 'baud', rate: baudRate }, this.#transmit(this.#message)];
    }
    if (!this.#options.device.offersModeE) return NONE;
    this.#state = 'handed-over';
    const confirmation =
      this.#options.confirmsModeE === false ? NONE : [this.#transmit(encodeOption({ mode, baudRate }))];
    return [...confirmation, { kind: 'baud', rate: baudRate }, { kind: 'mode-e-entered', rest }];
  }

  #transmit(text: string): SignOnAction {
    return { kind: 'transmit', bytes: encodeCharacters(text, this.#parity) };
  }
}
