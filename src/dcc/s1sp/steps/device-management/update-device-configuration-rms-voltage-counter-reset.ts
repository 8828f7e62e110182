import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { network } from '../../objects/network.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { resetCounter } from '../../register.ts';

/** In the order of the settings that they go with. */
const counters = [
  network.extremeOverCounter,
  network.extremeUnderCounter,
  network.sagCounter,
  network.swellCounter,
  network.averageOverCounter,
  network.averageUnderCounter,
];

/** SRV 6.27. Until the request's time the DCC keeps it. */
export const updateDeviceConfigurationRmsVoltageCounterReset = equivalentSteps('6.27', {
  ESME: steps(z.strictObject({ ExecutionDateTime: dateTime.optional() }), nothing, async (device) => {
    await resetVoltageCounters(device);
    return {};
  }),
});

export async function resetVoltageCounters(device: Device): Promise<void> {
  for (const counter of counters) await resetCounter(device, counter);
}
