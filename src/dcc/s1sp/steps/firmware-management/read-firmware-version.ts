import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { nothing } from '../../parameters.ts';
import { textOf } from '../../values.ts';

const VALUE = 2;

const read = steps(nothing, z.strictObject({ FirmwareVersion: z.string() }), async (device) => ({
  FirmwareVersion: await device.read(common.firmwareVersion, VALUE, textOf),
}));

/** SRV 11.2. */
export const readFirmwareVersion = equivalentSteps('11.2', { ESME: read, GSME: read, GPF: read, CHF: read });
