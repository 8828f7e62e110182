import { z } from 'zod';
import type { InventoryDevice } from '../inventory.ts';
import { tellChange } from '../inventory-alerts.ts';
import { eui64 } from '../s1sp/eui64.ts';
import { namedDevice } from './named-device.ts';
import { type NonDeviceContext, nonDeviceService } from './non-device-service.ts';

const parameters = z.strictObject({ DeviceID: eui64 });

/**
 * SRV 8.3. The device takes no requests from then on, and exchanges data with no other. A GPF goes with its hub, never
 * alone; that is ours.
 */
export const decommissionDevice = nonDeviceService('8.3', parameters, ({ DeviceID }, context) => {
  const device = namedDevice(DeviceID, context);
  if (typeof device === 'string') return { responseCode: device };
  if (device.type === 'GPF') return { responseCode: 'E11' };
  if (device.status === 'Decommissioned' || device.status === 'Withdrawn') return { responseCode: 'E5' };
  for (const each of goingWith(device, context)) decommission(each, context);
  const { inventory, outbox, requestId, user, clock } = context;
  tellChange('8.3', { inventory, outbox, device, requestId, user: user.id, at: clock.now() });
  return { responseCode: 'I0' };
});

function goingWith(device: InventoryDevice, { inventory }: NonDeviceContext): readonly InventoryDevice[] {
  const gasProxy = device.gasProxy && inventory.device(device.gasProxy);
  return gasProxy === undefined ? [device] : [device, gasProxy];
}

function decommission({ id, joined = [] }: InventoryDevice, { inventory }: NonDeviceContext): void {
  for (const other of joined) {
    const remaining = inventory.device(other)?.joined?.filter((each) => each !== id);
    if (remaining !== undefined) inventory.update(other, { joined: remaining });
  }
  inventory.update(id, { status: 'Decommissioned', joined: [] });
}
