import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { disconnect, executeScript, isState, readSupplyState, reconnect, writeControlMode } from './control.ts';

/** SRV 7.1, critical. Gas is never turned on from afar: it is for electricity meters alone. */
export const enableSupply = equivalentSteps('7.1', {
  ESME: steps(
    nothing,
    nothing,
    async (device) => {
      await writeControlMode(device, 4);
      await disableArmed(device);
      await reconnect(device, isState(device, 'Enabled'));
      return {};
    },
    {
      'by-script': async (device) => {
        await disableArmed(device);
        await executeScript(device, 'enable', 'Enabled');
        return {};
      },
    },
  ),
});

/** No control mode leads a client from Armed to Enabled. */
async function disableArmed(device: Device): Promise<void> {
  if ((await readSupplyState(device)) === 'Armed') await disconnect(device);
}
