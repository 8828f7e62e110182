import type { Duplex } from 'node:stream';
import type { LinkAddress } from './address.ts';
import type { Wire, WireOptions } from './apdu-link.ts';
import { openStream } from './open-stream.ts';
import { StreamWire } from './stream-wire.ts';

export { type ApduLink, type ApduPlace, perform, type Traffic, type Wire, type WireOptions } from './apdu-link.ts';

/**
 * Opens the wire that an address names.
 * @param stream for an in-process address only: one end of `inProcessPair`, the other end of which a simulated device serves
 * @throws `link-open-failed`
 */
export async function openWire(address: LinkAddress, options: WireOptions, stream?: Duplex): Promise<Wire> {
  return new StreamWire(address, await openStream(address, options, stream), options);
}
