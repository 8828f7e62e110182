import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { readRegister } from '../../register.ts';
import { onDemandOrFutureDated } from './parameters.ts';
import { varHours, wattHours } from './quantities.ts';

const response = z.strictObject({
  ActiveExportRegister: z.strictObject({ Value: z.int(), ActiveEnergyUnit: z.literal('Wh') }),
  ReactiveExportRegister: z.strictObject({ Value: z.int(), ReactiveEnergyUnit: z.literal('varh') }),
});

/** SRV 4.2. */
export const readInstantaneousExportRegisters = equivalentSteps('4.2', {
  ESME: steps(onDemandOrFutureDated, response, async (device) => {
    const active = await readRegister(device, electricity.activeExport, wattHours);
    const reactive = await readRegister(device, electricity.reactiveExport, varHours);
    return {
      ActiveExportRegister: { Value: active, ActiveEnergyUnit: 'Wh' as const },
      ReactiveExportRegister: { Value: reactive, ReactiveEnergyUnit: 'varh' as const },
    };
  }),
});
