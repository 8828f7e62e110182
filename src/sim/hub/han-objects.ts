import { eui64Bytes } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { utc } from '../classes/clock.ts';
import { dateTime, text } from '../classes/values.ts';
import { type ActiveDevice, zigbeeNetworkControl } from '../classes/zigbee-network-control.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { HubModel } from '../files/device-model.ts';
import {
  addDevice,
  changeLink,
  enableJoining,
  hanDevices,
  isLinked,
  joinTimeout,
  lastHeard,
  removeAll,
  removeDevice,
} from './han.ts';
import type { Hub } from './hub.ts';
import { hubNames } from './names.ts';
import type { HanDevice } from './state.ts';

const HOUR = 3_600_000;
const typeName = text(8);

/** The home area network: who may be part of it (SRV 8.9, 8.11), and who is. */
export function hanFunction({ han }: HubModel): DeviceFunction<Hub> {
  const rights = { read: securedClients, write: [NON_CRITICAL] };
  return {
    objects: [
      zigbeeNetworkControl<Hub>(hubNames.networkControl, rights, han['join-seconds'], {
        isJoiningEnabled: ({ state }) => state.han.joining,
        enableJoining,
        activeDevices,
        register: addDevice,
        unregister: removeDevice,
        unregisterAll: removeAll,
      }),
      {
        classId: 1,
        version: 0,
        logicalName: hubNames.hanDeviceLog,
        description: 'HAN device log: EUI-64, type, added, joined, last heard',
        attributes: {
          2: {
            name: 'value',
            access: Object.fromEntries(securedClients.map((sap) => [sap, 'read-only'])),
            read: (hub) => ({ type: 'array', value: devicesNow(hub).map((device) => logEntry(hub, device)) }),
          },
        },
      },
    ],
    timed: joinTimeout,
    operations: { han: (hub, { side, is }) => changeLink(hub, side, is) },
  };
}

/** What is due changes the log before it is read. */
function devicesNow(hub: Hub): readonly HanDevice[] {
  hub.now();
  return hanDevices(hub);
}

function logEntry(hub: Hub, device: HanDevice): Data {
  const { eui64, type, added, joined } = device;
  const time = (at: number | null | undefined): Data =>
    dateTime.encode(at === null || at === undefined ? {} : utc(at + hub.clockOffset));
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: eui64Bytes(eui64) },
      // Nobody knows what a device is that hasn't joined.
      typeName.encode(type ?? ''),
      time(added),
      time(joined),
      time(lastHeard(hub, device)),
    ],
  };
}

function activeDevices(hub: Hub): readonly ActiveDevice[] {
  return devicesNow(hub).flatMap((device, index) => {
    const heard = lastHeard(hub, device);
    if (heard === undefined) return [];
    const around = hub.surroundings.neighbours.find(({ eui64 }) => eui64 === device.eui64);
    const quality = hub.chance(index, Math.floor(heard / HOUR), 2);
    return [
      {
        eui64: device.eui64,
        isActive: around !== undefined && isLinked(hub, around),
        rssi: -45 - (quality % 40),
        lqi: 255 - 3 * (quality % 40),
        lastHeard: heard + hub.clockOffset,
      },
    ];
  });
}
