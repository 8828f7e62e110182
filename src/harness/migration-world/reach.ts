import type { Eui64 } from '../../core/identifiers.ts';
import { DevicePorts } from '../../dcc/device/port.ts';
import type { PushedApdu } from '../../links/alert-channel.ts';
import type { Listening } from '../../links/alert-channels.ts';
import type { Traffic } from '../../links/wire.ts';
import type { InstallationReach } from '../../migration/model/world.ts';
import type { TargetDevice } from '../runner/target.ts';

/** Told of everything that passes between a migration and a device. */
export type TrafficObserver = (device: Eui64, traffic: Traffic) => void;

export interface ReachParts {
  readonly devices: readonly TargetDevice[];
  readonly observe?: TrafficObserver | undefined;
  listen(onPush: (push: PushedApdu) => void): Promise<Listening>;
  /** Called once, when all wires are closed. */
  closed(): Promise<void>;
}

/** The ways to the devices of one installation, each over a wire of its own that is opened when it is needed. */
export function reachOf({ devices, observe, listen, closed }: ReachParts): InstallationReach {
  const found = new Map(devices.map((device) => [device.eui64, device]));
  const listening = new Set<Listening>();
  const ports = new DevicePorts((id) => {
    const device = found.get(id);
    if (device === undefined) return undefined;
    const open = () => device.openWire((traffic) => observe?.(id, traffic));
    return { serverSap: device.serverSap, open };
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      for (const each of listening) await each.close();
      await ports.close();
    } finally {
      await closed();
    }
  };
  return {
    ports,
    variationsOf: (id) => found.get(id)?.services,
    nextFirmwareOf: (id) => found.get(id)?.nextFirmware,
    listen: async (onPush) => {
      const each = await listen(onPush);
      listening.add(each);
      return each;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
