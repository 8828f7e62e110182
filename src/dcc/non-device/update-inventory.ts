import { z } from 'zod';
import type { DeviceStatus, InventoryDevice } from '../inventory.ts';
import type { ResponseCode } from '../response-codes.ts';
import { eui64 } from '../s1sp/eui64.ts';
import { exactlyOne, noType } from '../s1sp/parameters.ts';
import { esmeVariant, firmwareVersion, importMpxn, manufacturer, model, mpan, smetsVersion } from './device-details.ts';
import { namedDevice } from './named-device.ts';
import { type NonDeviceContext, nonDeviceService } from './non-device-service.ts';

const deviceDetails = z.strictObject({
  DeviceManufacturer: manufacturer.optional(),
  DeviceModel: model.optional(),
  SMETSCHTSVersion: smetsVersion.optional(),
  FirmwareVersion: firmwareVersion.optional(),
  ESMEVariant: esmeVariant.optional(),
});
const mpxn = z
  .strictObject({
    ImportMPxN: importMpxn.optional(),
    SecondaryImportMPAN: mpan.optional(),
    ExportMPAN: mpan.optional(),
  })
  .superRefine(exactlyOne('ImportMPxN', 'SecondaryImportMPAN', 'ExportMPAN'));

/** DUIS UpdateInventory. */
const parameters = z
  .strictObject({
    DeviceID: eui64,
    UpdateDeviceStatusExceptCH: z.enum(['Pending', 'InstalledNotCommissioned']).optional(),
    UpdateDeviceStatusCH: z.enum(['Commissioned', 'Withdrawn', 'InstalledNotCommissioned']).optional(),
    UpdateDeviceDetails: deviceDetails.optional(),
    DeleteDevice: noType.optional(),
    UpdateMPxN: mpxn.optional(),
  })
  .superRefine(
    exactlyOne(
      'UpdateDeviceStatusExceptCH',
      'UpdateDeviceStatusCH',
      'UpdateDeviceDetails',
      'DeleteDevice',
      'UpdateMPxN',
    ),
  );
type Parameters = z.output<typeof parameters>;

/** In which status a device must be to get another one, or to have that changed. Ours, as all of what E5 is said for. */
const NOT_IN_USE: readonly DeviceStatus[] = ['Pending', 'Whitelisted', 'InstalledNotCommissioned'];
const GONE: readonly DeviceStatus[] = ['Decommissioned', 'Withdrawn'];
const before: { readonly [Status in DeviceStatus]?: readonly DeviceStatus[] } = {
  Pending: [...GONE, 'Whitelisted', 'InstalledNotCommissioned'],
  InstalledNotCommissioned: ['Pending', 'Whitelisted'],
  Commissioned: ['InstalledNotCommissioned'],
  Withdrawn: ['Pending', 'InstalledNotCommissioned', 'Decommissioned'],
};

/** SRV 8.4. */
export const updateInventory = nonDeviceService('8.4', parameters, (asked, context) => {
  const device = namedDevice(asked.DeviceID, context);
  return { responseCode: typeof device === 'string' ? device : changed(device, asked, context) };
});

function changed(device: InventoryDevice, asked: Parameters, { inventory }: NonDeviceContext): ResponseCode {
  const { UpdateDeviceStatusExceptCH, UpdateDeviceStatusCH, UpdateDeviceDetails, UpdateMPxN } = asked;
  const status = UpdateDeviceStatusExceptCH ?? UpdateDeviceStatusCH;
  if (status !== undefined) {
    if ((device.type === 'CHF') !== (UpdateDeviceStatusCH !== undefined)) return 'E11';
    if (before[status]?.includes(device.status) !== true) return 'E5';
    inventory.update(device.id, { status });
  } else if (UpdateDeviceDetails !== undefined) {
    if (!NOT_IN_USE.includes(device.status)) return 'E5';
    inventory.update(device.id, detailsOf(UpdateDeviceDetails));
  } else if (UpdateMPxN !== undefined) {
    if (GONE.includes(device.status)) return 'E5';
    inventory.update(device.id, { mpxns: { ...device.mpxns, ...mpxnsOf(UpdateMPxN) } });
  } else {
    if (!(device.status === 'Pending' || GONE.includes(device.status))) return 'E5';
    inventory.remove(device.id);
  }
  return 'I0';
}

function detailsOf(details: z.output<typeof deviceDetails>): Partial<InventoryDevice> {
  const { DeviceManufacturer, DeviceModel, SMETSCHTSVersion, FirmwareVersion, ESMEVariant } = details;
  return {
    ...(DeviceManufacturer !== undefined && { manufacturer: DeviceManufacturer }),
    ...(DeviceModel !== undefined && { model: DeviceModel }),
    ...(SMETSCHTSVersion !== undefined && { smetsVersion: SMETSCHTSVersion }),
    ...(FirmwareVersion !== undefined && { firmware: FirmwareVersion }),
    ...(ESMEVariant !== undefined && { esmeVariant: ESMEVariant }),
  };
}

function mpxnsOf({ ImportMPxN, SecondaryImportMPAN, ExportMPAN }: z.output<typeof mpxn>) {
  return {
    ...(ImportMPxN !== undefined && { import: ImportMPxN }),
    ...(SecondaryImportMPAN !== undefined && { secondaryImport: SecondaryImportMPAN }),
    ...(ExportMPAN !== undefined && { export: ExportMPAN }),
  };
}
