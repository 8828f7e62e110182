import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { electricity, gasInResponses } from '../../tariff/counted.ts';
import { electricityReport, reportOfElectricity } from '../../tariff/electricity-report.ts';
import { gasReport, reportOfGas } from '../../tariff/gas-report.ts';
import { readTariff as readTariffInForce } from '../../tariff/read.ts';

const ofGas = steps(nothing, gasReport, async (device) => {
  const tariff = await readTariffInForce(device, gasInResponses);
  return device.decoded(() => reportOfGas(tariff));
});

/** SRV 4.11.1. */
export const readTariff = equivalentSteps('4.11.1', {
  ESME: steps(nothing, electricityReport, async (device) => {
    const tariff = await readTariffInForce(device, electricity);
    return device.decoded(() => reportOfElectricity(tariff));
  }),
  GSME: ofGas,
  GPF: ofGas,
});
