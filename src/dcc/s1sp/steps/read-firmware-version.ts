import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { textOf } from '../values.ts';

export interface ReadFirmwareVersionRsp {
  readonly FirmwareVersion: string;
}

const VALUE = 2;

/** SRV 11.2. */
export const readFirmwareVersion = equivalentSteps(
  '11.2',
  nothing,
  async (meter, _, { objects }): Promise<ReadFirmwareVersionRsp> => ({
    FirmwareVersion: await meter.read(objects.firmwareVersion, VALUE, textOf),
  }),
);
