import type { Duplex } from 'node:stream';
import { S1benchError } from '../core/errors.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import { openSerial } from './serial.ts';
import { openTcp } from './tcp.ts';
import type { WireOptions } from './wire.ts';

export type Receiver = (bytes: Uint8Array) => void;

/** A byte stream to a device that has been opened, with what only its kind can do. */
export interface Opened {
  /** For writing, and for what becomes of it; reading goes through `onBytes`. */
  readonly stream: Duplex;
  /** Hands over what comes in, in pieces that nobody changes afterwards. */
  onBytes(receive: Receiver): void;
  /** Closes it for good; never rejects. */
  close(): Promise<void>;
  /** Changes the rate of a serial line, once everything written has left; anything else has no rate. */
  setBaud?(baud: number): Promise<void>;
}

/** @throws `link-open-failed` */
export async function openStream(address: LinkAddress, { clock }: WireOptions, stream?: Duplex): Promise<Opened> {
  switch (address.kind) {
    case 'tcp':
      return openTcp(address, clock);
    case 'serial':
      return openSerial(address, clock);
    case 'sim':
      if (stream === undefined) {
        const found = `${formatLinkAddress(address)}: no simulated device is served here`;
        throw new S1benchError('link-open-failed', { found });
      }
      return {
        stream,
        onBytes: (receive) => stream.on('data', receive),
        close: async () => {
          stream.destroy();
        },
      };
  }
}
