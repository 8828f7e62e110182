import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { reconnect, writeControlMode } from '../supply.ts';

/** SRV 7.3, critical. */
export const armSupply = equivalentSteps('7.3', nothing, async (meter, _, { objects: { disconnectControl } }) => {
  await writeControlMode(meter, disconnectControl, 3);
  await reconnect(meter, disconnectControl);
  return {};
});
