import { bytesEqual } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';
import type { Framing, FramingAction } from '../framing.ts';
import { decodeGatewayMessage, encodeGatewayMessage, type GatewayMessage } from './gateway-header.ts';

/**
 * The client's end of the gateway protocol over any framing (Green Book, gateway protocol): what is sent goes to one
 * device behind the gateway, and only what comes from it is taken. Messages of other devices are passed over, so that
 * several clients may share a connection.
 */
export class GatewayClient implements Framing {
  readonly #framing: Framing;
  readonly #address: Uint8Array;
  readonly #networkId: number;

  /** @param address of the device; a smart meter's is its EUI-64 */
  constructor(framing: Framing, address: Uint8Array, networkId = 0) {
    this.#framing = framing;
    this.#address = address;
    this.#networkId = networkId;
  }

  get awaiting(): Framing['awaiting'] {
    return this.#framing.awaiting;
  }

  open(): readonly FramingAction[] {
    return this.#framing.open();
  }

  /** @throws what the framing below does */
  send(apdu: Uint8Array): readonly FramingAction[] {
    const header = { kind: 'request', networkId: this.#networkId, address: this.#address } as const;
    return this.#framing.send(encodeGatewayMessage({ ...header, apdu }));
  }

  close(): readonly FramingAction[] {
    return this.#framing.close();
  }

  receive(bytes: Uint8Array): readonly FramingAction[] {
    return this.#framing.receive(bytes).flatMap((action): readonly FramingAction[] => {
      if (action.kind !== 'deliver') return [action];
      const message = this.#fromDevice(action.apdu);
      return message === undefined ? [] : [{ ...action, apdu: message.apdu }];
    });
  }

  timeout(): readonly FramingAction[] {
    return this.#framing.timeout();
  }

  #fromDevice(bytes: Uint8Array): GatewayMessage | undefined {
    try {
      const message = decodeGatewayMessage(bytes);
      const { kind, networkId, address } = message;
      const isOurs = kind === 'response' && networkId === this.#networkId && bytesEqual(address, this.#address);
      return isOurs ? message : undefined;
    } catch (error) {
      if (isS1benchError(error)) return undefined;
      throw error;
    }
  }
}
