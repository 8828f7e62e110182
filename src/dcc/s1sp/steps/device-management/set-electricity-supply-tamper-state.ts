import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { supply } from '../../objects/supply.ts';
import { nothing } from '../../parameters.ts';

const VALUE = 2;

/** By the number of our own object for it. */
const states = { Unchanged: 0, Locked: 1 } as const;

const parameters = z.strictObject({ SupplyTamperState: z.enum(['Locked', 'Unchanged']) });

/** SRV 6.25, critical. */
export const setElectricitySupplyTamperState = equivalentSteps('6.25', {
  ESME: steps(parameters, nothing, async (device, { SupplyTamperState }) => {
    await device.write(supply.tamperState, VALUE, { type: 'enum', value: states[SupplyTamperState] });
    return {};
  }),
});
