import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { disconnect } from '../supply.ts';

/** SRV 7.2, critical. */
export const disableSupply = equivalentSteps('7.2', nothing, async (meter, _, { objects }) => {
  await disconnect(meter, objects.disconnectControl);
  return {};
});
