import { z } from 'zod';
import type { DeviceType } from '../../../../core/srv/catalogue.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { readHanDeviceLog } from '../../han-device-log.ts';
import { dateTime } from '../../parameters.ts';

/** Most entries in one response (MMC, CHFDeviceLogType). */
const MOST_ENTRIES = 16;

const logTypes = ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID', 'Type2'] as const;
type LogType = (typeof logTypes)[number];

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  ReadSecurityDetails: z.strictObject({}).optional(),
});
const ofHub = z.strictObject({
  CHFDeviceLog: z.strictObject({
    CHFDeviceLogEntry: z
      .array(z.strictObject({ DeviceID: z.string(), LastCommunicationsDateTime: z.string().optional() }))
      .max(MOST_ENTRIES),
  }),
});
const ofOthers = z.strictObject({
  DeviceLogEntries: z.strictObject({
    LogEntry: z.array(z.strictObject({ DeviceID: z.string(), DeviceType: z.enum(logTypes) })),
  }),
});

/** No SMETS1 meter keeps a log of the devices that it is joined with [ours]: the S1SP keeps it for them. */
const fromInventory = steps(parameters, ofOthers, async (_, __, { entry, inventory }) => ({
  DeviceLogEntries: {
    LogEntry: (entry.joined ?? []).flatMap((id) => {
      const other = inventory.device(id);
      return other === undefined ? [] : [{ DeviceID: id, DeviceType: logTypeOf(other.type) }];
    }),
  },
}));

/** SRV 8.9. */
export const readDeviceLog = equivalentSteps('8.9', {
  CHF: steps(parameters, ofHub, async (device, { ReadSecurityDetails }) => {
    if (ReadSecurityDetails !== undefined) throw device.unexpected('a hub that tells no security details of devices');
    const log = await readHanDeviceLog(device);
    return {
      CHFDeviceLog: {
        CHFDeviceLogEntry: log.slice(0, MOST_ENTRIES).map(({ device: id, lastHeard }) => ({
          DeviceID: id,
          ...(lastHeard !== undefined && { LastCommunicationsDateTime: lastHeard.toString() }),
        })),
      },
    };
  }),
  ESME: fromInventory,
  GSME: fromInventory,
  GPF: fromInventory,
});

/** The MMC has one name for all devices of the consumer's own. */
function logTypeOf(type: DeviceType): LogType {
  return logTypes.find((name) => name === type) ?? 'Type2';
}
