import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { disconnect, readSupplyState, reconnect, writeControlMode } from '../supply.ts';

/** SRV 7.1, critical. An armed supply is disabled first: no control mode leads a client from Armed to Enabled. */
export const enableSupply = equivalentSteps('7.1', nothing, async (meter, _, { objects: { disconnectControl } }) => {
  await writeControlMode(meter, disconnectControl, 4);
  if ((await readSupplyState(meter, disconnectControl)) === 'Armed') await disconnect(meter, disconnectControl);
  await reconnect(meter, disconnectControl);
  return {};
});
