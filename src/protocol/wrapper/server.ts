import { S1benchError } from '../../core/errors.ts';
import type { FramingAction, ServerFraming } from '../framing.ts';
import { checkPort, encodeWpdu, MAX_APDU_LENGTH, WpduScanner } from './wpdu.ts';

export interface WrapperServerOptions {
  /** Bytes; 65535 unless given. */
  readonly maxApduLength?: number;
}

/**
 * The device's end of the wrapper on TCP (IEC 62056-47, Green Book 7.3). One connection serves every pair of client
 * and logical device; which of them exist is for its owner to know.
 */
export class WrapperServer implements ServerFraming {
  readonly #scanner: WpduScanner;
  #closed = false;
  /** SAPs of the last message received: an answer goes between them unless told otherwise. */
  #clientSap: number | undefined;
  #serverSap: number | undefined;

  constructor({ maxApduLength = MAX_APDU_LENGTH }: WrapperServerOptions = {}) {
    this.#scanner = new WpduScanner(maxApduLength);
  }

  get awaiting(): 'activity' | undefined {
    return this.#closed ? undefined : 'activity';
  }

  /** A server waits to be spoken to. */
  open(): readonly FramingAction[] {
    return [];
  }

  /**
   * Nothing is sent once the connection is closed: the client that asked has gone.
   * @param destination SAP of the client; that of the last message received unless given
   * @param source SAP of the logical device; that of the last message received unless given
   * @throws `framing-no-peer`, `wrapper-port-invalid`, `wrapper-apdu-too-long`
   */
  send(apdu: Uint8Array, destination = this.#clientSap, source = this.#serverSap): readonly FramingAction[] {
    if (destination === undefined || source === undefined) throw new S1benchError('framing-no-peer');
    if (this.#closed) return [];
    return [{ kind: 'transmit', bytes: encodeWpdu(checkPort(source), checkPort(destination), apdu) }];
  }

  /** @throws `wrapper-port-invalid`, `wrapper-apdu-too-long` */
  notify(apdu: Uint8Array, destination: number, source: number): readonly FramingAction[] {
    return this.send(apdu, destination, source);
  }

  close(): readonly FramingAction[] {
    this.#closed = true;
    return [{ kind: 'closed' }];
  }

  receive(bytes: Uint8Array): readonly FramingAction[] {
    if (this.#closed) return [];
    const actions = this.#scanner.push(bytes);
    for (const action of actions) {
      if (action.kind === 'deliver') {
        this.#clientSap = action.source;
        this.#serverSap = action.destination;
      } else this.#closed = true;
    }
    return actions;
  }

  /** The client has been silent for too long. */
  timeout(): readonly FramingAction[] {
    return this.close();
  }
}
