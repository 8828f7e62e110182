import type { Measured } from '../tariff/measured.ts';
import { gas, gasObis } from './names.ts';

/** What a tariff of gas counts. The names of what a block period has used are this project's own. */
export const measuredGas: Measured = {
  name: 'Volume at metering conditions',
  unit: { scaler: -3, unit: 'm3' },
  total: gasObis.volume,
  byRate: (rate) => gas(3, 0, rate + 1),
  inPeriod: (rate) => gas(3, 128, rate + 1),
};
