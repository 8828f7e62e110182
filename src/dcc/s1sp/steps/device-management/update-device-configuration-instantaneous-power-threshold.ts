import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { network } from '../../objects/network.ts';
import { dateTime, nothing, unsignedInt } from '../../parameters.ts';
import { writeRegisters } from '../../register.ts';
import { wholes } from '../../values.ts';

/** W; that the second is above the first DUIS doesn't ask. */
const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  LowMediumPowerThreshold: unsignedInt,
  MediumHighPowerThreshold: unsignedInt,
});

/** SRV 6.12. Until the request's time the DCC keeps it. */
export const updateDeviceConfigurationInstantaneousPowerThreshold = equivalentSteps('6.12', {
  ESME: steps(parameters, nothing, async (device, { LowMediumPowerThreshold, MediumHighPowerThreshold }) => {
    const unit = wholes('W');
    await writeRegisters(device, [
      { register: network.lowMediumPower, quantity: LowMediumPowerThreshold, unit },
      { register: network.mediumHighPower, quantity: MediumHighPowerThreshold, unit },
    ]);
    return {};
  }),
});
