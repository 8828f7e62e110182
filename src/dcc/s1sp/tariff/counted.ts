import { electricityRates, gasRates } from '../objects/tariff.ts';
import { decimals, wholes } from '../values.ts';
import type { Counted } from './terms.ts';

/** DUIS and the MMC have thresholds of electricity in Wh. */
export const electricity: Counted = { registers: electricityRates, thresholds: wholes('Wh') };

/** DUIS has thresholds of gas as whole numbers, in thousandths of a cubic metre: that it is these is recalled. */
export const gasInRequests: Counted = { registers: gasRates, thresholds: wholes('m3', -3) };

/** The MMC has thresholds of gas as decimals, in cubic metres: that it is these is recalled. */
export const gasInResponses: Counted = { registers: gasRates, thresholds: decimals('m3') };
