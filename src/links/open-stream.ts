import type { Duplex } from 'node:stream';
import { S1benchError } from '../core/errors.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import type { WireOptions } from './apdu-link.ts';
import type { Opened } from './opened.ts';
import { openSerial } from './serial.ts';
import { openTcp } from './tcp.ts';

/**
 * Opens the byte stream that an address names.
 * @param stream for an in-process address only
 * @throws `link-open-failed`
 */
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
