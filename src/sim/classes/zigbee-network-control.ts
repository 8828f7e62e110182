import type { Eui64, Obis } from '../../core/identifiers.ts';
import { eui64Bytes, eui64FromBytes } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { utc } from './clock.ts';
import { attribute, constant, method, type Rights } from './members.ts';
import { boolean, dateTime, integer, longUnsigned, unsigned } from './values.ts';

/** A device that has joined the network. */
export interface ActiveDevice {
  readonly eui64: Eui64;
  /** Whether it can be reached now. */
  readonly isActive: boolean;
  /** dBm. */
  readonly rssi: number;
  /** Link quality indicator, 0 to 255. */
  readonly lqi: number;
  /** Of the device's clock, milliseconds from 1970. */
  readonly lastHeard: number;
}

export interface NetworkControl<D> {
  isJoiningEnabled(device: D): boolean;
  enableJoining(device: D, isEnabled: boolean): DataAccessResult;
  activeDevices(device: D): readonly ActiveDevice[];
  register(device: D, joiner: Eui64): ActionResult;
  unregister(device: D, leaver: Eui64): ActionResult;
  unregisterAll(device: D): ActionResult;
}

const EUI64_LENGTH = 8;

/**
 * ZigBee network control (class 104, version 0), Blue Book 4.12.5: which devices may be part of the network, and which
 * are. Of its methods those are there that change the devices; the others are optional.
 * @param joinTimeout seconds
 */
export function zigbeeNetworkControl<D>(
  logicalName: Obis,
  rights: Rights,
  joinTimeout: number,
  access: NetworkControl<D>,
): CosemObject<D> {
  const { read, write = [] } = rights;
  return {
    classId: 104,
    version: 0,
    logicalName,
    description: 'ZigBee network control',
    attributes: {
      2: attribute('enable_disable_joining', boolean, rights, access.isJoiningEnabled, access.enableJoining),
      3: constant('join_timeout', longUnsigned, rights, joinTimeout),
      4: {
        name: 'active_devices',
        access: Object.fromEntries(read.map((sap) => [sap, 'read-only'])),
        read: (device) => ({ type: 'array', value: access.activeDevices(device).map(activeDeviceData) }),
      },
    },
    methods: {
      1: onDevice('register_device', write, access.register),
      2: onDevice('unregister_device', write, access.unregister),
      3: method<D, number>('unregister_all_devices', integer, write, access.unregisterAll),
    },
  };
}

/** A method that names a device: by its address alone, or in a structure that begins with it. */
function onDevice<D>(
  name: string,
  clients: readonly number[],
  act: (device: D, eui64: Eui64) => ActionResult,
): Method<D> {
  return {
    name,
    access: Object.fromEntries(clients.map((sap) => [sap, 'access'])),
    invoke(device, parameters) {
      const address = parameters?.type === 'structure' ? parameters.value[0] : parameters;
      if (address?.type !== 'octet-string' || address.value.length !== EUI64_LENGTH) return 'type-unmatched';
      return act(device, eui64FromBytes(address.value));
    },
  };
}

function activeDeviceData({ eui64, isActive, rssi, lqi, lastHeard }: ActiveDevice): Data {
  const level = integer.encode(rssi);
  const quality = unsigned.encode(lqi);
  const none = unsigned.encode(0);
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: eui64Bytes(eui64) },
      // Authorised, actively reporting; the rest of the bits are not used here.
      { type: 'bit-string', value: isActive ? '11000000' : '10000000' },
      ...[level, level, level],
      ...[quality, quality, quality],
      dateTime.encode(utc(lastHeard)),
      // Hops, transmission failures and successes, versions of application and stack.
      unsigned.encode(1),
      ...[none, none, none, none],
    ],
  };
}
