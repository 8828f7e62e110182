import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { loadLimit } from '../../objects/load-limit.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { resetCounter } from '../../register.ts';

/** SRV 6.4.2. Until the request's time the DCC keeps it. */
export const updateDeviceConfigurationLoadLimitingCounterReset = equivalentSteps('6.4.2', {
  ESME: steps(z.strictObject({ ExecutionDateTime: dateTime.optional() }), nothing, async (device) => {
    await resetCounter(device, loadLimit.counter);
    return {};
  }),
});
