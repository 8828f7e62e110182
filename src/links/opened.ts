import type { Duplex } from 'node:stream';
import { S1benchError } from '../core/errors.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import { openSerial } from './serial.ts';
import { openTcp } from './tcp.ts';
import type { WireOptions } from './wire.ts';

/** A byte stream to a device that has been opened, with what only its kind can do. */
export interface Opened {
  readonly stream: Duplex;
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
      return openSerial(address);
    case 'sim':
      if (stream === undefined) {
        const found = `${formatLinkAddress(address)}: no simulated device is served here`;
        throw new S1benchError('link-open-failed', { found });
      }
      return {
        stream,
        close: async () => {
          stream.destroy();
        },
      };
  }
}
