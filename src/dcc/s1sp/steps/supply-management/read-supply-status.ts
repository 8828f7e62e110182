import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { gas } from '../../objects/gas.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';
import { readSupplyState, supplyStates } from './control.ts';

const ofElectricity = z.strictObject({ SupplyState: z.enum(supplyStates) });
/** Days, as SMETS has them; recalled. */
const ofGas = ofElectricity.extend({ Gas: z.strictObject({ RemainingBatteryCapacity: z.int().min(0) }) });

const readValve = steps(nothing, ofGas, async (device) => ({
  SupplyState: await readSupplyState(device),
  Gas: { RemainingBatteryCapacity: await readRegister(device, gas.batteryRemaining, 'day') },
}));

/** SRV 7.4. */
export const readSupplyStatus = equivalentSteps('7.4', {
  ESME: steps(nothing, ofElectricity, async (device) => ({ SupplyState: await readSupplyState(device) })),
  GSME: readValve,
  GPF: readValve,
});
