import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { gas } from '../../objects/gas.ts';
import { supply } from '../../objects/supply.ts';
import { decimal, exactlyOne, nothing, whole } from '../../parameters.ts';
import { writeRegisters } from '../../register.ts';
import { wholes } from '../../values.ts';
import { cubicMetresPerHour } from './gas-units.ts';

const VALUE = 2;

/** By their number in the meter. */
const states = ['Unchanged', 'Locked'] as const;

const parameters = z
  .strictObject({
    /** Whole m3/h: follows from there being decimal ones beside it, from 0 to 6.5535. */
    UncontrolledGasFlowRate: whole(0, 0xffff).optional(),
    /** m3/h */
    UncontrolledGasFlowRateDecimal: decimal(0, 6.5535, 4).optional(),
    SupplyDepletionState: z.enum(states),
    SupplyTamperState: z.enum(states),
    /** Seconds. */
    StabilisationPeriod: whole(1, 255),
    MeasurementPeriod: whole(1, 65_535),
  })
  .superRefine(exactlyOne('UncontrolledGasFlowRate', 'UncontrolledGasFlowRateDecimal'));

/** SRV 6.7, critical. */
export const updateDeviceConfigurationGasFlow = equivalentSteps('6.7', {
  GSME: steps(parameters, nothing, async (device, request) => {
    const flowRate = request.UncontrolledGasFlowRateDecimal ?? request.UncontrolledGasFlowRate ?? 0;
    const seconds = wholes('s');
    await writeRegisters(device, [
      { register: gas.uncontrolledFlowRate, quantity: flowRate, unit: cubicMetresPerHour },
      { register: gas.stabilisationPeriod, quantity: request.StabilisationPeriod, unit: seconds },
      { register: gas.measurementPeriod, quantity: request.MeasurementPeriod, unit: seconds },
    ]);
    const state = (name: (typeof states)[number]) => ({ type: 'enum', value: states.indexOf(name) }) as const;
    await device.write(gas.supplyDepletionState, VALUE, state(request.SupplyDepletionState));
    await device.write(supply.tamperState, VALUE, state(request.SupplyTamperState));
    return {};
  }),
});
