import type { LinkAddress } from './address.ts';
import { AlertChannel, type AlertChannelOptions } from './alert-channel.ts';

/** Whoever listens, until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Listens at every WAN that devices are reached through: at each TCP address of the wrapper once, however many devices
 * stand behind it. What is reached otherwise has no WAN of its own.
 */
export async function listenAtWans(
  addresses: readonly LinkAddress[],
  options: AlertChannelOptions,
): Promise<Listening> {
  const wans = new Map<string, LinkAddress>();
  for (const address of addresses) {
    if (address.kind === 'tcp' && address.framing === 'wrapper') wans.set(`${address.host}:${address.port}`, address);
  }
  const channels = await Promise.all([...wans.values()].map((address) => AlertChannel.open(address, options)));
  return {
    close: async () => {
      for (const channel of channels) await channel.close();
    },
  };
}
