import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { disconnect } from './control.ts';

/** SRV 7.2, critical. */
export const disableSupply = equivalentSteps('7.2', {
  ESME: steps(nothing, nothing, async (device) => {
    await disconnect(device);
    return {};
  }),
});
