import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { customer } from '../../objects/customer.ts';
import { nothing } from '../../parameters.ts';

const VALUE = 2;

const disable = steps(nothing, nothing, async (device) => {
  await device.write(customer.privacyPin, VALUE, { type: 'boolean', value: false });
  return {};
});

/** SRV 3.5. */
export const disablePrivacyPin = equivalentSteps('3.5', { ESME: disable, GSME: disable });
