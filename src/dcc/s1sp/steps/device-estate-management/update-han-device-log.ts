import { z } from 'zod';
import { fromHex } from '../../../../core/bytes.ts';
import { eui64Bytes } from '../../../../core/identifiers.ts';
import type { Data } from '../../../../protocol/cosem/data.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { eui64 } from '../../eui64.ts';
import { isInHanDeviceLog } from '../../han-device-log.ts';
import { hub } from '../../objects/hub.ts';
import { dateTime, nothing, whole } from '../../parameters.ts';
import { printable } from '../../text.ts';

/** Attributes and methods of ZigBee network control (Blue Book 4.12.5). */
const JOINING_ENABLED = 2;
const REGISTER_DEVICE = 1;
const UNREGISTER_DEVICE = 2;

const INSTALL_CODE = '6 to 16 bytes in hexadecimal';

const parameters = z
  .strictObject({
    ExecutionDateTime: dateTime.optional(),
    DeviceID: eui64,
    RequestType: z.enum(['Add', 'Remove']),
    AddDeviceToCHFWhitelist: z
      .strictObject({
        JoinTimePeriod: whole(1, 3600),
        InstallCode: z.string({ error: INSTALL_CODE }).regex(/^([0-9A-Fa-f]{2}){6,16}$/, { error: INSTALL_CODE }),
        ImportMPxN: printable(1, 13).optional(),
        SecondaryImportMPAN: printable(13, 13).optional(),
        ExportMPAN: printable(13, 13).optional(),
      })
      .optional(),
  })
  .refine(({ RequestType, AddDeviceToCHFWhitelist: given }) => (RequestType === 'Add') === (given !== undefined), {
    path: ['AddDeviceToCHFWhitelist'],
    error: 'given to Add, and not to Remove',
  });

/**
 * SRV 8.11. The hub lets a device join that it was told of, for as long as it does by itself: JoinTimePeriod is none of
 * what the Blue Book's object takes. Joining is enabled where it wasn't, as nothing could come of it otherwise.
 */
export const updateHanDeviceLog = equivalentSteps('8.11', {
  CHF: steps(parameters, nothing, async (device, { DeviceID, AddDeviceToCHFWhitelist }) => {
    const address: Data = { type: 'octet-string', value: eui64Bytes(DeviceID) };
    if (AddDeviceToCHFWhitelist === undefined) {
      const isGone = async (): Promise<boolean> => !(await isInHanDeviceLog(device, DeviceID));
      await device.invoke(hub.networkControl, UNREGISTER_DEVICE, address, isGone);
      return {};
    }
    const installCode: Data = { type: 'octet-string', value: fromHex(AddDeviceToCHFWhitelist.InstallCode) };
    const joiner: Data = { type: 'structure', value: [address, installCode] };
    const isEnabled = await device.read(
      hub.networkControl,
      JOINING_ENABLED,
      (data) => data.type === 'boolean' && data.value,
    );
    if (!isEnabled) await device.write(hub.networkControl, JOINING_ENABLED, { type: 'boolean', value: true });
    await device.invoke(hub.networkControl, REGISTER_DEVICE, joiner, () => isInHanDeviceLog(device, DeviceID));
    return {};
  }),
});
