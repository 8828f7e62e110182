import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { nothing } from '../../parameters.ts';
import { eui64Of, textOf } from '../../values.ts';

const VALUE = 2;
const MODEL_LENGTH = 8;
const MANUFACTURER_LENGTH = 32;

const response = z.strictObject({
  DeviceIdentifier: z.string(),
  ModelType: z.string().max(MODEL_LENGTH),
  ManufacturerIdentifier: z.string().max(MANUFACTURER_LENGTH),
});

/** Names are cut to what the MMC has room for. */
const read = steps(nothing, response, async (device) => ({
  DeviceIdentifier: await device.read(common.eui64, VALUE, eui64Of),
  ModelType: (await device.read(common.model, VALUE, textOf)).slice(0, MODEL_LENGTH),
  ManufacturerIdentifier: (await device.read(common.manufacturer, VALUE, textOf)).slice(0, MANUFACTURER_LENGTH),
}));

/** SRV 6.2.4. */
export const readDeviceConfigurationIdentity = equivalentSteps('6.2.4', {
  ESME: read,
  GSME: read,
  GPF: read,
  CHF: read,
});
