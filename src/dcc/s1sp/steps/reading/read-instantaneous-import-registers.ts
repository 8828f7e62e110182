import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import { readRegister } from '../../register.ts';
import { onDemandOrFutureDated } from './parameters.ts';
import { cubicMetres, varHours, wattHours } from './quantities.ts';

const ofElectricity = z.strictObject({
  Electricity: z.strictObject({
    ActiveImportRegister: z.strictObject({ Value: z.int(), ActiveEnergyUnit: z.literal('Wh') }),
    ReactiveImportRegister: z.strictObject({ Value: z.int(), ReactiveEnergyUnit: z.literal('varh') }),
  }),
});
const ofGas = z.strictObject({
  Gas: z.strictObject({ ConsumptionRegister: z.strictObject({ Value: z.number(), Unit: z.literal('m3') }) }),
});

const readVolume = steps(onDemandOrFutureDated, ofGas, async (device) => ({
  Gas: { ConsumptionRegister: { Value: await readRegister(device, gas.volume, cubicMetres), Unit: 'm3' as const } },
}));

/** SRV 4.1.1. */
export const readInstantaneousImportRegisters = equivalentSteps('4.1.1', {
  ESME: steps(onDemandOrFutureDated, ofElectricity, async (device) => {
    const active = await readRegister(device, electricity.activeImport, wattHours);
    const reactive = await readRegister(device, electricity.reactiveImport, varHours);
    return {
      Electricity: {
        ActiveImportRegister: { Value: active, ActiveEnergyUnit: 'Wh' as const },
        ReactiveImportRegister: { Value: reactive, ReactiveEnergyUnit: 'varh' as const },
      },
    };
  }),
  GSME: readVolume,
  GPF: readVolume,
});
