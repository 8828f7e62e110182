import { S1benchError } from '../../core/errors.ts';
import type { SignOnAction } from './action.ts';
import { LineReader } from './line-reader.ts';
import { type BaudRate, encodeOption, encodeRequest, NAK, type Option, parseIdentification, STX } from './messages.ts';
import { decodeCharacter, encodeCharacters, type Parity } from './parity.ts';
import { ReadoutReader } from './readout-reader.ts';

export interface SignOnOptions {
  /** What is wanted of the device. */
  readonly mode: Option['mode'];
  /** Empty, for whichever device is there, unless given. */
  readonly deviceAddress?: string;
  /** Of the request; 300 unless given. */
  readonly initialBaudRate?: BaudRate;
  /** A device that offers more is kept at the initial rate. */
  readonly maxBaudRate?: BaudRate;
  /** `even` (7E1 on a line of 8N1) unless given. */
  readonly parity?: Parity;
  /** How often the request, or the readout, is asked for again; 2 unless given. */
  readonly retries?: number;
  /** Characters of a readout; 65536 unless given. */
  readonly maxReadoutLength?: number;
}

type State = 'idle' | 'identifying' | 'confirming' | 'reading';

/**
 * The reader's side of a sign-on (IEC 62056-21 6.4, protocol mode C, and mode E of annex E): request, identification,
 * option select, then the data readout, or the change to HDLC. No I/O, no timers: while `awaiting` is set the owner
 * calls `timeout` when nothing has come for 1.5 to 2.2 seconds (6.4.4.2: reaction and inter-character time).
 */
export class SignOn {
  readonly #mode: Option['mode'];
  readonly #request: string;
  readonly #initialBaudRate: BaudRate;
  readonly #maxBaudRate: BaudRate;
  readonly #parity: Parity;
  readonly #retries: number;
  readonly #line = new LineReader();
  readonly #readout: ReadoutReader;
  #state: State = 'idle';
  #option: Option;
  #attempts = 0;

  /** @throws `iec62056-21-field-invalid` */
  constructor(options: SignOnOptions) {
    this.#mode = options.mode;
    this.#request = encodeRequest(options.deviceAddress ?? '');
    this.#initialBaudRate = options.initialBaudRate ?? 300;
    this.#maxBaudRate = options.maxBaudRate ?? 19200;
    this.#parity = options.parity ?? 'even';
    this.#retries = options.retries ?? 2;
    this.#readout = new ReadoutReader(options.maxReadoutLength ?? 0x10000);
    this.#option = { mode: this.#mode, baudRate: this.#initialBaudRate };
  }

  get awaiting(): 'answer' | undefined {
    return this.#state === 'idle' ? undefined : 'answer';
  }

  start(): readonly SignOnAction[] {
    this.#attempts = 0;
    return this.#ask();
  }

  receive(bytes: Uint8Array): readonly SignOnAction[] {
    const actions: SignOnAction[] = [];
    for (let i = 0; i < bytes.length && this.#state !== 'idle'; i++) {
      const character = decodeCharacter(bytes[i] as number, this.#parity);
      actions.push(...this.#onCharacter(character, () => bytes.subarray(i + 1)));
    }
    return actions;
  }
}
