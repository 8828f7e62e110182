import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';

const ofElectricity = z.strictObject({
  Electricity: z.strictObject({
    ActiveImportRegister: z.strictObject({ Value: z.int(), ActiveEnergyUnit: z.literal('Wh') }),
    ReactiveImportRegister: z.strictObject({ Value: z.int(), ReactiveEnergyUnit: z.literal('varh') }),
  }),
});

/** SRV 4.1.1. */
export const readInstantaneousImportRegisters = equivalentSteps('4.1.1', {
  ESME: steps(nothing, ofElectricity, async (device) => {
    const active = await readRegister(device, electricity.activeImport, 'Wh');
    const reactive = await readRegister(device, electricity.reactiveImport, 'varh');
    return {
      Electricity: {
        ActiveImportRegister: { Value: active, ActiveEnergyUnit: 'Wh' as const },
        ReactiveImportRegister: { Value: reactive, ReactiveEnergyUnit: 'varh' as const },
      },
    };
  }),
});
