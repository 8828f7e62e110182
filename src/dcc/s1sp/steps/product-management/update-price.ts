import { isCancellation } from '../../../cancellation.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { electricityPriceUpdate } from '../../tariff/electricity-schema.ts';
import { gasPriceUpdate } from '../../tariff/gas-schema.ts';
import { pricesOfElectricity } from '../../tariff/of-electricity.ts';
import { pricesOfGas } from '../../tariff/of-gas.ts';
import { cancelPrices, refuseOtherCurrency, refuseOtherThresholds, updatePrices } from '../../tariff/update.ts';

/** SRV 1.2.1, critical; future-dated by the meter. */
export const updatePrice = equivalentSteps('1.2.1', {
  ESME: steps(electricityPriceUpdate, nothing, async (device, { ExecutionDateTime, PriceElements }, context) => {
    if (isCancellation(ExecutionDateTime)) {
      await cancelPrices(device);
      return {};
    }
    const prices = device.decoded(() => pricesOfElectricity(PriceElements.ElectricityPriceElements));
    await updatePrices(device, prices, ExecutionDateTime, context);
    return {};
  }),
  GSME: steps(gasPriceUpdate, nothing, async (device, { ExecutionDateTime, PriceElements }, context) => {
    if (isCancellation(ExecutionDateTime)) {
      await cancelPrices(device);
      return {};
    }
    const elements = PriceElements.GasPriceElements;
    const prices = device.decoded(() => pricesOfGas(elements));
    await refuseOtherCurrency(device, elements.CurrencyUnits);
    if (elements.BlockTariff !== undefined)
      await refuseOtherThresholds(device, elements.BlockTariff.NumberOfThresholds);
    await updatePrices(device, prices, ExecutionDateTime, context);
    return {};
  }),
});
