import type { MeterModel } from '../files/device-model.ts';
import type { Terms } from './terms.ts';

/** What consumption costs by a meter of a model as it is delivered. */
export function initialTerms(model: MeterModel): Terms {
  const { prices, 'tariff-blocks': blocks } = model;
  const timeOfUse = prices['time-of-use'];
  const blockRates = Array.from({ length: blockRatesOf(model) });
  return {
    pricing: blocks.pricing,
    thresholds: blockRates.map(() => blocks.thresholds),
    prices: {
      scale: prices.scale,
      timeOfUse: Array.from({ length: model.rates }, (_, rate) => timeOfUse[rate] ?? (timeOfUse.at(-1) as number)),
      block: blockRates.map(() => prices.block),
      standingCharge: prices['standing-charge'],
      standingScale: prices['standing-charge-scale'],
    },
  };
}

/** The rates of a model, from the first one, that are divided into blocks. */
export function blockRatesOf({ rates, 'tariff-blocks': blocks }: Pick<MeterModel, 'rates' | 'tariff-blocks'>): number {
  return Math.min(rates, blocks.rates);
}
