import { toHex } from '../../core/bytes.ts';
import { eui64Bytes } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { doubleLongUnsigned, octets, text } from '../classes/values.ts';
import { lowestAccepted } from '../keys/key-sets.ts';
import { everyClient, securedClients } from './clients.ts';
import type { Device } from './device.ts';
import { invocationCounterOf, obis } from './obis.ts';

const MOST_TEXT = 30;
const forAll = { read: everyClient };

/** Who a device is. */
export const identityObjects: readonly CosemObject<Device>[] = [
  data(obis.logicalDeviceName, 'COSEM logical device name', text(16), forAll, logicalDeviceName),
  data(obis.serialNumber, 'Device ID 1: serial number', text(MOST_TEXT), forAll, ({ entry }) => entry.serial),
  data(obis.manufacturer, 'Device ID 2: manufacturer', text(MOST_TEXT), forAll, ({ model }) => model.manufacturer),
  data(obis.model, 'Device ID 3: model', text(MOST_TEXT), forAll, ({ model }) => model.model),
  data(obis.eui64, 'Device ID 4: EUI-64', octets(8), forAll, ({ entry }) => toHex(eui64Bytes(entry.eui64))),
  data(obis.firmware, 'Active firmware identifier', text(MOST_TEXT), forAll, ({ state }) => state.firmware),
  ...securedClients.map((sap) =>
    data<Device, number>(
      invocationCounterOf(sap),
      `Invocation counter: the lowest that is accepted from client ${sap}`,
      doubleLongUnsigned,
      forAll,
      (device) => Math.min(lowestAccepted(device, sap), 0xffffffff),
    ),
  ),
];

/** Flag and serial number, up to 16 characters. */
export function logicalDeviceName({ model, entry }: Device): string {
  return `${model.flag}${entry.serial}`.slice(0, 16);
}
