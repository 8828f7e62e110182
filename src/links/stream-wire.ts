import { S1benchError } from '../core/errors.ts';
import { eui64Bytes } from '../core/identifiers.ts';
import type { Framing } from '../protocol/framing.ts';
import { GatewayClient } from '../protocol/gateway/gateway-client.ts';
import { HdlcPrimary } from '../protocol/hdlc/primary.ts';
import { WrapperClient } from '../protocol/wrapper/client.ts';
import type { LinkAddress } from './address.ts';
import type { ApduLink, Wire, WireOptions } from './apdu-link.ts';
import { linkLost } from './failures.ts';
import { FramedLink } from './framed-link.ts';
import type { Opened } from './opened.ts';
import { SignOnDialogue } from './sign-on.ts';

/** A wire over any byte stream. It serves one client at a time; whatever ends a link badly ends the wire. */
export class StreamWire implements Wire {
  readonly address: LinkAddress;
  readonly #opened: Opened;
  readonly #options: WireOptions;
  /** Whoever the bytes are for, and is told when the line is lost: a sign-on, then a link. */
  #listener: FramedLink | SignOnDialogue | undefined;
  #link: FramedLink | undefined;
  #connecting = false;
  #end: S1benchError | 'closed' | undefined;

  constructor(address: LinkAddress, opened: Opened, options: WireOptions) {
    this.address = address;
    this.#opened = opened;
    this.#options = options;
    opened.onBytes((bytes) => this.#listener?.receive(bytes));
    const { stream } = opened;
    stream.on('error', (cause) => this.#fail(linkLost(address, cause.message, cause)));
    for (const event of ['end', 'close']) {
      stream.on(event, () => {
        if (this.isOpen) this.#fail(linkLost(address, 'the other side has closed'));
      });
    }
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  async connect(clientSap: number, serverSap: number): Promise<ApduLink> {
    if (this.#end === 'closed') throw linkLost(this.address, 'closed on this side');
    if (this.#end !== undefined) throw this.#end;
    if (this.#connecting || this.#link?.isOpen) throw new S1benchError('link-busy');
    this.#connecting = true;
    try {
      await this.#signOn();
      const framing = framingOf(this.address, clientSap, serverSap);
      const parts = { address: this.address, stream: this.#opened.stream, framing, clientSap, serverSap };
      const link = new FramedLink(parts, this.#options, (reason) => this.#fail(reason));
      this.#listener = link;
      this.#link = link;
      await link.open();
      return link;
    } finally {
      this.#connecting = false;
    }
  }

  async close(): Promise<void> {
    await this.#link?.close();
    this.#end ??= 'closed';
    await this.#opened.close();
  }

  /** Leaves the line at the rate that was agreed on, speaking HDLC. */
  async #signOn(): Promise<void> {
    if (this.address.kind !== 'serial' || this.address.signOn === undefined) return;
    const dialogue = new SignOnDialogue(this.address, this.#opened, this.#options, 'mode-e');
    this.#listener = dialogue;
    await dialogue.run().catch((reason) => {
      this.#fail(reason);
      throw reason;
    });
  }

  #fail(reason: S1benchError): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#listener?.fail(reason);
    void this.#opened.close();
  }
}

function framingOf(address: LinkAddress, clientSap: number, serverSap: number): Framing {
  if (address.framing === 'wrapper') {
    const wrapper = new WrapperClient({ clientSap, serverSap });
    return address.device === undefined ? wrapper : new GatewayClient(wrapper, eui64Bytes(address.device));
  }
  const { physical, addressLength, window, info, retries } = address;
  return new HdlcPrimary({
    clientSap,
    serverSap,
    ...(physical === undefined ? {} : { physicalAddress: physical }),
    addressLength,
    retries,
    parameters: {
      maxInformationTransmit: info,
      maxInformationReceive: info,
      windowTransmit: window,
      windowReceive: window,
    },
  });
}
