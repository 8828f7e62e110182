import type { LinkAddress } from './address.ts';
import { AlertChannel, type AlertChannelOptions } from './alert-channel.ts';

/** Whoever listens, until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Listens at every WAN that devices are reached through by a gateway header: at each TCP address once, however many
 * devices stand behind it. A device at the end of a line of its own may serve one connection only, and is left alone.
 */
export async function listenAtWans(
  addresses: readonly LinkAddress[],
  options: AlertChannelOptions,
): Promise<Listening> {
  const wans = new Map<string, LinkAddress>();
  for (const address of addresses) {
    const isBehindHub = address.framing === 'wrapper' && address.device !== undefined;
    if (address.kind === 'tcp' && isBehindHub) wans.set(`${address.host}:${address.port}`, address);
  }
  const channels = await Promise.all([...wans.values()].map((address) => AlertChannel.open(address, options)));
  return {
    close: async () => {
      for (const channel of channels) await channel.close();
    },
  };
}
