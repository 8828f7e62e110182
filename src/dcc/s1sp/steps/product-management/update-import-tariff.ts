import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { electricity, gasInRequests } from '../../tariff/counted.ts';
import { electricityTariffUpdate } from '../../tariff/electricity-schema.ts';
import { gasTariffUpdate } from '../../tariff/gas-schema.ts';
import { tariffOfElectricity } from '../../tariff/of-electricity.ts';
import { tariffOfGas } from '../../tariff/of-gas.ts';
import { updateTariff } from '../../tariff/update.ts';

/** SRV 1.1.1, critical; future-dated by the meter. */
export const updateImportTariff = equivalentSteps('1.1.1', {
  ESME: steps(electricityTariffUpdate, nothing, async (device, parameters, context) => {
    const tariff = device.decoded(() => tariffOfElectricity(parameters));
    await updateTariff(device, tariff, electricity, parameters.ExecutionDateTime, context);
    return {};
  }),
  GSME: steps(gasTariffUpdate, nothing, async (device, parameters, context) => {
    const tariff = device.decoded(() => tariffOfGas(parameters));
    await updateTariff(device, tariff, gasInRequests, parameters.ExecutionDateTime, context);
    return {};
  }),
});
