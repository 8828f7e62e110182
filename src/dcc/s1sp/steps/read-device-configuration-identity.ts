import type { Eui64 } from '../../../core/identifiers.ts';
import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { eui64Of, textOf } from '../values.ts';

export interface ReadDeviceConfigurationIdentityExcMPxNRsp {
  readonly DeviceIdentifier: Eui64;
  /** At most 8 characters. */
  readonly ModelType: string;
  /** At most 32 characters. */
  readonly ManufacturerIdentifier: string;
}

const VALUE = 2;
const MODEL_LENGTH = 8;
const MANUFACTURER_LENGTH = 32;

/** SRV 6.2.4. Names are cut to what the MMC has room for. */
export const readDeviceConfigurationIdentity = equivalentSteps(
  '6.2.4',
  nothing,
  async (meter, _, { objects }): Promise<ReadDeviceConfigurationIdentityExcMPxNRsp> => ({
    DeviceIdentifier: await meter.read(objects.eui64, VALUE, eui64Of),
    ModelType: (await meter.read(objects.model, VALUE, textOf)).slice(0, MODEL_LENGTH),
    ManufacturerIdentifier: (await meter.read(objects.manufacturer, VALUE, textOf)).slice(0, MANUFACTURER_LENGTH),
  }),
);
