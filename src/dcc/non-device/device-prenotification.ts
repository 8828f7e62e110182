import { z } from 'zod';
import { type DeviceType, deviceTypes } from '../../core/srv/catalogue.ts';
import type { InventoryDevice } from '../inventory.ts';
import type { ResponseCode } from '../response-codes.ts';
import { eui64 } from '../s1sp/eui64.ts';
import { esmeVariant, firmwareVersion, manufacturer, model, smetsVersion } from './device-details.ts';
import { type NonDeviceContext, nonDeviceService } from './non-device-service.ts';

/** DUIS DevicePrenotification. */
const parameters = z.strictObject({
  DeviceID: eui64,
  DeviceManufacturer: manufacturer,
  DeviceModel: model,
  DeviceType: z.enum(deviceTypes),
  SMETSCHTSVersion: smetsVersion.optional(),
  FirmwareVersion: firmwareVersion.optional(),
  ESMEVariant: esmeVariant.optional(),
  AssociatedGPFDeviceID: eui64.optional(),
});
type Announced = z.output<typeof parameters>;

/** What needs no assurance, and so isn't on the Central Products List. */
const UNLISTED: readonly DeviceType[] = ['IHD', 'CAD'];

/** SRV 12.2: a device that is going to be installed. Of a hub, its GPF comes with it. */
export const devicePrenotification = nonDeviceService('12.2', parameters, (announced, context) => {
  const refusal = refusalOf(announced, context);
  if (refusal !== undefined) return { responseCode: refusal };
  const { DeviceID, AssociatedGPFDeviceID: gasProxy } = announced;
  const device = deviceOf(announced);
  context.inventory.put(gasProxy === undefined ? device : { ...device, gasProxy });
  if (gasProxy !== undefined) context.inventory.put({ ...device, id: gasProxy, type: 'GPF', hub: DeviceID });
  return { responseCode: 'I0' };
});

function refusalOf(announced: Announced, { inventory }: NonDeviceContext): ResponseCode | undefined {
  const { DeviceID, DeviceType, FirmwareVersion, AssociatedGPFDeviceID: gasProxy } = announced;
  const ids = gasProxy === undefined ? [DeviceID] : [DeviceID, gasProxy];
  if (new Set(ids).size < ids.length) return 'E120201';
  if (ids.some((id) => inventory.device(id) !== undefined)) return 'E120201';
  if (gasProxy !== undefined && DeviceType !== 'CHF') return 'E11';
  const versions = inventory.cpl.of(deviceOf(announced)).filter(({ status }) => status === 'Active');
  const isListed = versions.some(({ firmwareVersion: each }) => each === (FirmwareVersion ?? each));
  return isListed || UNLISTED.includes(DeviceType) ? undefined : 'E120204';
}

function deviceOf(announced: Announced): InventoryDevice {
  const { SMETSCHTSVersion, FirmwareVersion, ESMEVariant } = announced;
  return {
    id: announced.DeviceID,
    type: announced.DeviceType,
    manufacturer: announced.DeviceManufacturer,
    model: announced.DeviceModel,
    status: 'Pending',
    ...(SMETSCHTSVersion !== undefined && { smetsVersion: SMETSCHTSVersion }),
    ...(FirmwareVersion !== undefined && { firmware: FirmwareVersion }),
    ...(ESMEVariant !== undefined && { esmeVariant: ESMEVariant }),
    registrations: [],
  };
}
