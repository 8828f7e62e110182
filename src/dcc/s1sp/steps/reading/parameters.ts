import { z } from 'zod';
import type { Device } from '../../device.ts';
import { type Steps, steps } from '../../equivalent-steps.ts';
import { dateTime, readLogPeriod } from '../../parameters.ts';
import type { Selection } from '../../profile.ts';

/** DUIS ReadDataOnDemandOrFutureDated. Until its time the DCC keeps the request. */
export const onDemandOrFutureDated = z.strictObject({ ExecutionDateTime: dateTime.optional() });

/** DUIS ReadLogFutureDatable. */
export const readLog = onDemandOrFutureDated.extend({ ReadLogPeriod: readLogPeriod });

/**
 * DUIS ReadLogFutureDatableAndURPCredentials. The certificate is that of a User who isn't registered for the device; a
 * SMETS1 device has no use for it.
 */
export const readLogForOthers = readLog.extend({
  KAPublicSecurityCredentials: z.base64({ error: 'a certificate, base64Binary' }).optional(),
});

/** A period of a log, both ends included. */
export type LogPeriod = z.output<typeof readLogPeriod>;

/** Steps that read a profile: by range, or `by-entry` where the meter's model knows no ranges. */
export function profileSteps<Response>(
  parameters: z.ZodType<{ readonly ReadLogPeriod: LogPeriod }>,
  response: z.ZodType<Response>,
  read: (device: Device, period: LogPeriod, selection: Selection) => Promise<Response>,
): Steps {
  return steps(parameters, response, (device, { ReadLogPeriod }) => read(device, ReadLogPeriod, 'range'), {
    'by-entry': (device, { ReadLogPeriod }) => read(device, ReadLogPeriod, 'entry'),
  });
}
