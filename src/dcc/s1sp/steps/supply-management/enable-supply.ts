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
      if (await isArmed(device)) await disconnect(device);
      await reconnect(device, isState(device, 'Enabled'));
      return {};
    },
    {
      'by-script': async (device) => {
        if (await isArmed(device)) await executeScript(device, 'disable', 'Disabled');
        await executeScript(device, 'enable', 'Enabled');
        return {};
      },
    },
  ),
});

/** No control mode leads a client from Armed to Enabled: it is disabled first. */
async function isArmed(device: Device): Promise<boolean> {
  return (await readSupplyState(device)) === 'Armed';
}
