import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { nothing } from '../../parameters.ts';
import { textOf } from '../../values.ts';

const VALUE = 2;

const ofElectricity = z.strictObject({ Electricity: z.strictObject({ ImportMPAN: z.string().max(13) }) });
const ofGas = z.strictObject({ Gas: z.strictObject({ MPRN: z.string().max(10) }) });

const readMprn = steps(nothing, ofGas, async (device) => ({
  Gas: { MPRN: await device.read(common.meteringPoint, VALUE, textOf) },
}));

/** SRV 6.2.7. SMETS1 meters hold one metering point each: an electricity meter that of the import. */
export const readDeviceConfigurationMpxn = equivalentSteps('6.2.7', {
  ESME: steps(nothing, ofElectricity, async (device) => ({
    Electricity: { ImportMPAN: await device.read(common.meteringPoint, VALUE, textOf) },
  })),
  GSME: readMprn,
  GPF: readMprn,
});
