import { S1benchError } from '../../core/errors.ts';
import type { DevicePort, PortHolder } from '../../dcc/device/port.ts';
import { type ApduLink, perform } from '../../links/wire.ts';
import type { Apdu } from '../../protocol/cosem/apdu/apdu.ts';
import { decodeApdu } from '../../protocol/cosem/apdu/codec.ts';
import type { NegotiatedTerms } from '../../protocol/cosem/client/channel.ts';
import type { CosemClient } from '../../protocol/cosem/client/client.ts';
import type { Exchange } from '../../protocol/cosem/exchange.ts';

/** A client that a test plays itself, on the wire that it shares with the stand-in for the DCC. */
export class Dialogue implements PortHolder {
  readonly clientSap: number;
  readonly #port: DevicePort;
  readonly #client: CosemClient;
  #link: ApduLink | undefined;
  #lastSent: Uint8Array | undefined;

  constructor(clientSap: number, port: DevicePort, client: CosemClient) {
    this.clientSap = clientSap;
    this.#port = port;
    this.#client = client;
  }

  async associate(): Promise<NegotiatedTerms> {
    this.#link = await this.#port.connect(this);
    return this.perform((client) => client.associate());
  }

  perform<T>(exchange: (client: CosemClient) => Exchange<T>): Promise<T> {
    return perform({ request: (apdu) => this.#request(apdu) }, exchange(this.#client));
  }

  /** Sends bytes as they are; they need not be an APDU. */
  async send(apdu: Uint8Array): Promise<Apdu> {
    if (!this.#link?.isOpen) this.#link = await this.#port.connect(this);
    return decodeApdu(await this.#request(apdu));
  }

  /** Sends the last APDU again, byte for byte. */
  replay(): Promise<Apdu> {
    if (this.#lastSent === undefined) throw new S1benchError('cosem-client-state', { found: 'nothing sent yet' });
    return this.send(this.#lastSent);
  }

  /** Releases the association, if there is one, and closes the link. */
  async suspend(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    if (!link?.isOpen) return;
    if (this.#client.state === 'associated') await perform(link, this.#client.release()).catch(() => undefined);
    await link.close();
  }

  async #request(apdu: Uint8Array): Promise<Uint8Array> {
    if (this.#link === undefined) throw new S1benchError('cosem-client-state', { found: 'no connection' });
    this.#lastSent = apdu;
    return this.#link.request(apdu);
  }
}
