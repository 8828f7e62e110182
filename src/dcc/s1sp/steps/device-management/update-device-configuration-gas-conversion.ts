import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { gas } from '../../objects/gas.ts';
import { decimal, nothing } from '../../parameters.ts';
import { writeRegisters } from '../../register.ts';
import { factor, megajoulesPerCubicMetre } from './gas-units.ts';

const parameters = z.strictObject({
  /** MJ/m3 */
  CalorificValue: decimal(0, 429_496_729.5, 1),
  ConversionFactor: decimal(0, 42_949.672_95, 5),
});

/** SRV 6.6, critical. */
export const updateDeviceConfigurationGasConversion = equivalentSteps('6.6', {
  GSME: steps(parameters, nothing, async (device, { CalorificValue, ConversionFactor }) => {
    await writeRegisters(device, [
      { register: gas.calorificValue, quantity: CalorificValue, unit: megajoulesPerCubicMetre },
      { register: gas.conversionFactor, quantity: ConversionFactor, unit: factor },
    ]);
    return {};
  }),
});
