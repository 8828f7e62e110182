import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { isState, reconnect, writeControlMode } from './control.ts';

/** SRV 7.3, critical. */
export const armSupply = equivalentSteps('7.3', {
  ESME: steps(nothing, nothing, async (device) => {
    await writeControlMode(device, 3);
    await reconnect(device, isState(device, 'Armed'));
    return {};
  }),
});
