import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';

const response = z.strictObject({ ActivePowerImport: z.strictObject({ Value: z.int(), Unit: z.literal('W') }) });

/** SRV 4.16. */
export const readActivePowerImport = equivalentSteps('4.16', {
  ESME: steps(nothing, response, async (device) => ({
    ActivePowerImport: { Value: await readRegister(device, electricity.activePowerImport, 'W'), Unit: 'W' as const },
  })),
});
