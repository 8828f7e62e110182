import { isCancellation } from '../../../cancellation.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { electricity, gasInRequests } from '../../tariff/counted.ts';
import { electricityTariffUpdate } from '../../tariff/electricity-schema.ts';
import { gasTariffUpdate } from '../../tariff/gas-schema.ts';
import { tariffOfElectricity } from '../../tariff/of-electricity.ts';
import { tariffOfGas } from '../../tariff/of-gas.ts';
import type { Tariff } from '../../tariff/tariff.ts';
import type { Counted } from '../../tariff/terms.ts';
import { cancelTariff, updateTariff } from '../../tariff/update.ts';

/** SRV 1.1.1, critical; future-dated by the meter. */
export const updateImportTariff = equivalentSteps('1.1.1', {
  ESME: steps(electricityTariffUpdate, nothing, (device, parameters, context) =>
    update(device, parameters, () => tariffOfElectricity(parameters), electricity, context),
  ),
  GSME: steps(gasTariffUpdate, nothing, (device, parameters, context) =>
    update(device, parameters, () => tariffOfGas(parameters), gasInRequests, context),
  ),
});

async function update(
  device: Device,
  { ExecutionDateTime }: { readonly ExecutionDateTime?: Temporal.Instant | undefined },
  tariff: () => Tariff,
  counted: Counted,
  context: StepContext,
): Promise<Record<string, never>> {
  if (isCancellation(ExecutionDateTime)) await cancelTariff(device);
  else await updateTariff(device, device.decoded(tariff), counted, ExecutionDateTime, context);
  return {};
}
