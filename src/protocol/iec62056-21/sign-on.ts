import { S1benchError } from '../../core/errors.ts';
import type { SignOnAction } from './action.ts';
import { LineReader } from './line-reader.ts';
import {
  type BaudRate,
  encodeOption,
  encodeRequest,
  type Identification,
  NAK,
  type Option,
  parseIdentification,
  parseOption,
  parseRequest,
  STX,
} from './messages.ts';
import { decodeCharacter, encodeCharacters, type Parity } from './parity.ts';
import { ReadoutReader } from './readout-reader.ts';

export interface SignOnOptions {
  /** What is wanted of the device. */
  readonly mode: Option['mode'];
  /** Empty, for whichever device is there, unless given. */
  readonly deviceAddress?: string;
  /** Of the request; 300 unless given. */
  readonly initialBaudRate?: BaudRate;
  /** A device that offers more is kept at 300; 19200 unless given. */
  readonly maxBaudRate?: BaudRate;
  /** `even` (7E1 on a line of 8N1) unless given. */
  readonly parity?: Parity;
  /** How often the request, or the readout, is asked for again; 2 unless given. */
  readonly retries?: number;
  /** Characters of a readout; 65536 unless given. */
  readonly maxReadoutLength?: number;
}

const NONE: readonly SignOnAction[] = [];
const NOTHING = new Uint8Array(0);

type State = 'idle' | 'identifying' | 'confirming' | 'reading';

/**
 * The reader's side of a sign-on (IEC 62056-21 6.4, protocol mode C, and mode E of annex E): request, identification,
 * option select, then the data readout, or the change to HDLC. No I/O, no timers: while `awaiting` is set the owner
 * calls `timeout` when nothing has come for 1.5 seconds or more, the longest reaction and inter-character time.
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
  /** The rate that was chosen with the option. */
  #baudRate: BaudRate = 300;
  /** Requests, or readouts, asked for again. */
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
      actions.push(...this.#onCharacter(decodeCharacter(bytes[i] as number, this.#parity), bytes, i + 1));
    }
    return actions;
  }

  timeout(): readonly SignOnAction[] {
    switch (this.#state) {
      case 'idle':
        return NONE;
      case 'identifying':
        return this.#retry(new S1benchError('iec62056-21-no-answer'), () => this.#ask());
      case 'reading':
        return this.#retry(new S1benchError('iec62056-21-no-answer'), () => this.#askAgain());
      // Not every device confirms, and some do so at the new rate already.
      case 'confirming':
        return this.#enterModeE(NOTHING);
    }
  }

  #ask(): readonly SignOnAction[] {
    this.#state = 'identifying';
    this.#line.reset();
    return [{ kind: 'baud', rate: this.#initialBaudRate }, this.#transmit(this.#request)];
  }

  #askAgain(): readonly SignOnAction[] {
    this.#readout.reset();
    return [this.#transmit(NAK)];
  }

  #onCharacter(character: number | undefined, bytes: Uint8Array, next: number): readonly SignOnAction[] {
    if (this.#state === 'reading') return this.#onReadout(this.#readout.push(character));
    if (this.#state === 'confirming' && character === STX) {
      return this.#fail(new S1benchError('iec62056-21-mode-e-refused', { found: 'a data readout' }));
    }
    const line = this.#line.push(character);
    if (line === undefined) return NONE;
    if (this.#state === 'identifying') return this.#onIdentification(line);
    return parseOption(line)?.mode === 'mode-e' ? this.#enterModeE(bytes.subarray(next)) : NONE;
  }

  #onIdentification(line: string): readonly SignOnAction[] {
    // An optical head shows the reader its own light.
    if (parseRequest(line) !== undefined) return NONE;
    let device: Identification;
    try {
      device = parseIdentification(line);
    } catch (error) {
      return this.#retry(error as S1benchError, () => this.#ask());
    }
    if (this.#mode === 'mode-e' && !device.offersModeE) {
      return this.#fail(
        new S1benchError('iec62056-21-mode-e-refused', { found: JSON.stringify(line), expected: '\\2' }),
      );
    }
    this.#baudRate = device.baudRate <= this.#maxBaudRate ? device.baudRate : 300;
    const option = encodeOption({ mode: this.#mode, baudRate: this.#baudRate });
    const actions: readonly SignOnAction[] = [{ kind: 'identified', device }, this.#transmit(option)];
    this.#attempts = 0;
    if (this.#mode === 'mode-e') {
      this.#state = 'confirming';
      return actions;
    }
    this.#state = 'reading';
    this.#readout.reset();
    return [...actions, { kind: 'baud', rate: this.#baudRate }];
  }

  #onReadout(result: string | S1benchError | undefined): readonly SignOnAction[] {
    if (result === undefined) return NONE;
    if (typeof result !== 'string') return this.#retry(result, () => this.#askAgain());
    this.#state = 'idle';
    return [{ kind: 'readout', data: result }];
  }

  #enterModeE(rest: Uint8Array): readonly SignOnAction[] {
    this.#state = 'idle';
    return [
      { kind: 'baud', rate: this.#baudRate },
      { kind: 'mode-e-entered', rest },
    ];
  }

  #retry(error: S1benchError, again: () => readonly SignOnAction[]): readonly SignOnAction[] {
    if (this.#attempts >= this.#retries) return this.#fail(error);
    this.#attempts++;
    return again();
  }

  #fail(error: S1benchError): readonly SignOnAction[] {
    this.#state = 'idle';
    return [{ kind: 'failed', error }];
  }

  #transmit(text: string): SignOnAction {
    return { kind: 'transmit', bytes: encodeCharacters(text, this.#parity) };
  }
}
