import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { gas } from '../../objects/gas.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';
import { cubicMetresPerHour, factor, megajoulesPerCubicMetre } from './gas-units.ts';

const response = z.strictObject({
  /** MJ/m3 */
  CalorificValue: z.number(),
  ConversionFactor: z.number(),
  /** m3/h */
  UncontrolledGasFlowRate: z.number(),
  /** Seconds. */
  FlowStabilisationPeriod: z.int(),
  FlowMeasurementPeriod: z.int(),
});

const read = steps(nothing, response, async (device) => ({
  CalorificValue: await readRegister(device, gas.calorificValue, megajoulesPerCubicMetre),
  ConversionFactor: await readRegister(device, gas.conversionFactor, factor),
  UncontrolledGasFlowRate: await readRegister(device, gas.uncontrolledFlowRate, cubicMetresPerHour),
  FlowStabilisationPeriod: await readRegister(device, gas.stabilisationPeriod, 's'),
  FlowMeasurementPeriod: await readRegister(device, gas.measurementPeriod, 's'),
}));

/** SRV 6.2.8. */
export const readDeviceConfigurationGas = equivalentSteps('6.2.8', { GSME: read, GPF: read });
