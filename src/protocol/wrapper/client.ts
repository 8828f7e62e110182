import { S1benchError } from '../../core/errors.ts';
import type { Framing, FramingAction } from '../framing.ts';
import { checkPort, encodeWpdu, MAX_APDU_LENGTH, WpduScanner } from './wpdu.ts';

export interface WrapperClientOptions {
  /** wPort of the client, which is its SAP. */
  readonly clientSap: number;
  /** wPort of the logical device, which is its SAP. */
  readonly serverSap: number;
  /** Bytes; 65535 unless given. */
  readonly maxApduLength?: number;
}

/**
 * The client's end of the wrapper on TCP (IEC 62056-47, Green Book 7.3): one client of one logical device.
 * Messages between others are passed over, so that several clients may share a connection.
 * The wrapper asks for no handshake: it is open from `open` on.
 */
export class WrapperClient implements Framing {
  readonly #clientSap: number;
  readonly #serverSap: number;
  readonly #scanner: WpduScanner;
  #open = false;
  #awaitsAnswer = false;

  /** @throws `wrapper-port-invalid` */
  constructor({ clientSap, serverSap, maxApduLength = MAX_APDU_LENGTH }: WrapperClientOptions) {
    this.#clientSap = checkPort(clientSap);
    this.#serverSap = checkPort(serverSap);
    this.#scanner = new WpduScanner(maxApduLength);
  }

  /** `answer` from `send` until an APDU comes in. */
  get awaiting(): 'answer' | undefined {
    return this.#awaitsAnswer ? 'answer' : undefined;
  }

  open(): readonly FramingAction[] {
    this.#open = true;
    return [{ kind: 'opened' }];
  }

  /** @throws `framing-not-open`, `wrapper-apdu-too-long` */
  send(apdu: Uint8Array): readonly FramingAction[] {
    if (!this.#open) throw new S1benchError('framing-not-open');
    const bytes = encodeWpdu(this.#clientSap, this.#serverSap, apdu);
    this.#awaitsAnswer = true;
    return [{ kind: 'transmit', bytes }];
  }

  close(): readonly FramingAction[] {
    this.#end();
    return [{ kind: 'closed' }];
  }

  receive(bytes: Uint8Array): readonly FramingAction[] {
    const actions = this.#scanner.push(bytes).filter((action) => this.#concerns(action));
    for (const { kind } of actions) {
      if (kind === 'deliver') this.#awaitsAnswer = false;
      else this.#end();
    }
    return actions;
  }

  timeout(): readonly FramingAction[] {
    if (!this.#awaitsAnswer) return [];
    this.#end();
    return [{ kind: 'failed', error: new S1benchError('wrapper-no-answer') }];
  }

  #concerns(action: FramingAction): boolean {
    if (action.kind !== 'deliver') return true;
    return this.#open && action.source === this.#serverSap && action.destination === this.#clientSap;
  }

  #end(): void {
    this.#open = false;
    this.#awaitsAnswer = false;
  }
}
