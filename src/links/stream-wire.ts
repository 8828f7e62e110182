import { S1benchError } from '../core/errors.ts';
import type { Framing } from '../protocol/framing.ts';
import { HdlcPrimary } from '../protocol/hdlc/primary.ts';
import { WrapperClient } from '../protocol/wrapper/client.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import { FramedLink } from './framed-link.ts';
import type { Opened } from './opened.ts';
import { signOn } from './sign-on.ts';
import type { ApduLink, Wire, WireOptions } from './wire.ts';

/** A wire over any byte stream. It serves one client at a time; whatever ends a link badly ends the wire. */
export class StreamWire implements Wire {
  readonly address: LinkAddress;
  readonly #opened: Opened;
  readonly #options: WireOptions;
  #link: FramedLink | undefined;
  #connecting = false;
  #end: S1benchError | undefined;

  constructor(address: LinkAddress, opened: Opened, options: WireOptions) {
    this.address = address;
    this.#opened = opened;
    this.#options = options;
    opened.onBytes((bytes) => this.#link?.receive(bytes));
    const { stream } = opened;
    stream.on('error', (cause) => this.#lose(cause.message, cause));
    for (const event of ['end', 'close']) stream.on(event, () => this.#lose('the other side has closed'));
  }

  async connect(clientSap: number, serverSap: number): Promise<ApduLink> {
    if (this.#end !== undefined) throw this.#end;
    if (this.#connecting || this.#link?.isOpen) throw new S1benchError('link-busy');
    this.#connecting = true;
    try {
      await this.#signOn();
      const framing = framingOf(this.address, clientSap, serverSap);
      const parts = { address: this.address, stream: this.#opened.stream, framing, clientSap, serverSap };
      this.#link = new FramedLink(parts, this.#options, (reason) => this.#fail(reason));
      await this.#link.open();
      return this.#link;
    } finally {
      this.#connecting = false;
    }
  }

  async close(): Promise<void> {
    await this.#link?.close();
    this.#end ??= this.#lost('closed on this side');
    await this.#opened.close();
  }

  async #signOn(): Promise<void> {
    this.#link = undefined;
    if (this.address.kind !== 'serial' || this.address.signOn === undefined) return;
    await signOn(this.address, this.#opened, this.#options).catch((reason: unknown) => {
      if (reason instanceof S1benchError) this.#fail(reason);
      throw reason;
    });
  }

  #lose(found: string, cause?: unknown): void {
    this.#fail(this.#lost(found, cause));
  }

  #fail(reason: S1benchError): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#link?.fail(reason);
    void this.#opened.close();
  }

  #lost(found: string, cause?: unknown): S1benchError {
    return new S1benchError('link-lost', { found: `${formatLinkAddress(this.address)}: ${found}`, cause });
  }
}

function framingOf(address: LinkAddress, clientSap: number, serverSap: number): Framing {
  if (address.framing === 'wrapper') return new WrapperClient({ clientSap, serverSap });
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
