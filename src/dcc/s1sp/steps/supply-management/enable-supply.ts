import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { disconnect, isState, readSupplyState, reconnect, writeControlMode } from './control.ts';

/** SRV 7.1, critical. An armed supply is disabled first: no control mode leads a client from Armed to Enabled. */
export const enableSupply = equivalentSteps('7.1', {
  ESME: steps(nothing, nothing, async (device) => {
    await writeControlMode(device, 4);
    if ((await readSupplyState(device)) === 'Armed') await disconnect(device);
    await reconnect(device, isState(device, 'Enabled'));
    return {};
  }),
});
