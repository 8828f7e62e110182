import type { Eui64 } from '../../core/identifiers.ts';
import { CosemServer } from '../../protocol/cosem/server/server.ts';
import type { Device } from '../device/device.ts';
import { RequestedObjects } from './requested-objects.ts';

/** What a wrapper carries, less a gateway header with an EUI-64. */
const LONGEST_CARRIED = 0xffff - 11;

interface AtDevice {
  readonly server: CosemServer;
  readonly requested: RequestedObjects;
  /** Since when the device has had power, and the how many-th connection of the hub it is. */
  readonly since: number | undefined;
  readonly connections: number;
}

/** The associations with the devices of an installation that came by one connection from the WAN. */
export class Associations {
  readonly #devices = new Map<Eui64, AtDevice>();

  /** What a device knows of this connection: all is forgotten once the device, or the hub's connection, was gone. */
  at(device: Device, connections: number): AtDevice {
    const known = this.#devices.get(device.eui64);
    const since = device.poweredSince();
    if (known !== undefined && known.since === since && known.connections === connections) return known;
    const made = {
      server: new CosemServer(device.logicalDevices, { longestCarried: LONGEST_CARRIED }),
      requested: known?.requested ?? new RequestedObjects(),
      since,
      connections,
    };
    this.#devices.set(device.eui64, made);
    return made;
  }
}
