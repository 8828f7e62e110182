import { electricity } from '../device/obis.ts';
import type { Measured } from '../tariff/measured.ts';

const IMPORT = 1;
const TIME_INTEGRAL_1 = 8;
/** From the beginning of the current billing period. */
const TIME_INTEGRAL_2 = 9;

/** What a tariff of electricity counts. */
export const measuredElectricity: Measured = {
  name: 'Active energy import (+A)',
  unit: { scaler: 0, unit: 'Wh' },
  total: electricity(IMPORT, TIME_INTEGRAL_1),
  byRate: (rate) => electricity(IMPORT, TIME_INTEGRAL_1, rate + 1),
  inPeriod: (rate) => electricity(IMPORT, TIME_INTEGRAL_2, rate + 1),
};
