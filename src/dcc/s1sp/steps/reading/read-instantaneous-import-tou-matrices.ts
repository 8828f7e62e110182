import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricityRates, gasRates } from '../../objects/tariff.ts';
import { indexed, withIndex } from '../../tariff/indexed.ts';
import { readRates } from '../../tariff/rate-registers.ts';
import { onDemandOrFutureDated } from './parameters.ts';
import { cubicMetres, wattHours } from './quantities.ts';

const electricity = z.strictObject({
  Electricity: z.strictObject({
    TariffTOURegisterCollection: z.strictObject({
      /** Wh. */
      TOUPrimaryRegisterValue: z.array(indexed(48, z.int())).max(48),
    }),
  }),
});

const gas = z.strictObject({
  Gas: z.strictObject({
    TariffTOURegisterMatrix: z.strictObject({
      /** Cubic metres. */
      TOURegisterMatrixValue: z.array(indexed(4, z.number())).max(4),
    }),
  }),
});

const ofGas = steps(onDemandOrFutureDated, gas, async (device) => ({
  Gas: {
    TariffTOURegisterMatrix: { TOURegisterMatrixValue: withIndex(await readRates(device, gasRates, cubicMetres)) },
  },
}));

/** SRV 4.1.2. */
export const readInstantaneousImportTouMatrices = equivalentSteps('4.1.2', {
  ESME: steps(onDemandOrFutureDated, electricity, async (device) => ({
    Electricity: {
      TariffTOURegisterCollection: {
        TOUPrimaryRegisterValue: withIndex(await readRates(device, electricityRates, wattHours)),
      },
    },
  })),
  GSME: ofGas,
  GPF: ofGas,
});
