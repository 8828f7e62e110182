import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { readSupplyState, supplyStates } from './control.ts';

const response = z.strictObject({ SupplyState: z.enum(supplyStates) });

/** SRV 7.4. */
export const readSupplyStatus = equivalentSteps('7.4', {
  ESME: steps(nothing, response, async (device) => ({ SupplyState: await readSupplyState(device) })),
});
