import { equivalentSteps, type Steps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { disconnect, executeScript } from './control.ts';

const disable: Steps = steps(
  nothing,
  nothing,
  async (device) => {
    await disconnect(device);
    return {};
  },
  {
    'by-script': async (device) => {
      await executeScript(device, 'disable', 'Disabled');
      return {};
    },
  },
);

/** SRV 7.2, critical. */
export const disableSupply = equivalentSteps('7.2', { ESME: disable, GSME: disable });
