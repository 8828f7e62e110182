import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { network } from '../../objects/network.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';

/** W */
const response = z.strictObject({ LowMediumPowerThreshold: z.int(), MediumHighPowerThreshold: z.int() });

/** SRV 6.2.5. */
export const readDeviceConfigurationInstantaneousPowerThresholds = equivalentSteps('6.2.5', {
  ESME: steps(nothing, response, async (device) => ({
    LowMediumPowerThreshold: await readRegister(device, network.lowMediumPower, 'W'),
    MediumHighPowerThreshold: await readRegister(device, network.mediumHighPower, 'W'),
  })),
});
