import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { objectRef } from '../../objects/object-ref.ts';
import { nothing } from '../../parameters.ts';

const VALUE = 2;
/** A name of our own: the Blue Book has none for it. */
const dailyReset = objectRef('data', '0.0.130.0.3.255');

const parameters = z.strictObject({ DailyTariffBlockCounterMatrixReset: z.boolean() });

/** SRV 6.26, critical. */
export const updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix = equivalentSteps('6.26', {
  ESME: steps(parameters, nothing, async (device, { DailyTariffBlockCounterMatrixReset: value }) => {
    await device.write(dailyReset, VALUE, { type: 'boolean', value });
    return {};
  }),
});
