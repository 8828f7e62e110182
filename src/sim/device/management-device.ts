import { eui64Bytes } from '../../core/identifiers.ts';
import type { LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import { clientPolicies } from './client-policies.ts';
import { conformance } from './communication-objects.ts';
import type { DeviceDesign } from './design.ts';
import type { Device } from './device.ts';
import { treeOf } from './tree.ts';

/** The management logical device, which shows all that a device does. */
export function managementDevice(device: Device): LogicalDevice<unknown> {
  const { addressing } = device.model;
  const policies = clientPolicies(device);
  return {
    sap: addressing['server-sap'],
    tree: treeOf(device.design as DeviceDesign<Device>) as LogicalDevice<unknown>['tree'],
    device,
    systemTitle: eui64Bytes(device.eui64),
    conformance,
    maxReceivePduSize: addressing['max-receive-pdu-size'],
    client: (sap) => policies.get(sap),
    random: (length) => device.random(length),
  };
}
