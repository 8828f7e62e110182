import { equivalentSteps, type Steps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { executeScript, isState, reconnect, writeControlMode } from './control.ts';

/** Control mode 3 leaves the last step to the consumer; it is the only one that a gas meter has. */
const arm: Steps = steps(
  nothing,
  nothing,
  async (device) => {
    await writeControlMode(device, 3);
    await reconnect(device, isState(device, 'Armed'));
    return {};
  },
  {
    'by-script': async (device) => {
      await executeScript(device, 'arm', 'Armed');
      return {};
    },
  },
);

/** SRV 7.3, critical. */
export const armSupply = equivalentSteps('7.3', { ESME: arm, GSME: arm });
