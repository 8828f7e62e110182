import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { firmware } from '../../objects/firmware.ts';
import { dateTime } from '../../parameters.ts';
import { textOf } from '../../values.ts';

const VALUE = 2;

const parameters = z.strictObject({ ExecutionDateTime: dateTime.optional() });

const read = steps(parameters, z.strictObject({ FirmwareVersion: z.string() }), async (device) => ({
  FirmwareVersion: await device.read(firmware.version, VALUE, textOf),
}));

/** SRV 11.2. */
export const readFirmwareVersion = equivalentSteps('11.2', { ESME: read, GSME: read, GPF: read, CHF: read });
