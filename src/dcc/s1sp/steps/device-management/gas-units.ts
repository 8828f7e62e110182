import { decimals } from '../../values.ts';

/** Of calorific values in DUIS and the MMC: MJ/m3, which is recalled. */
export const megajoulesPerCubicMetre = decimals('J/m3', 6);
export const factor = decimals('count');
/** Of flow rates: follows from the range of UncontrolledGasFlowRateDecimal, 0 to 6.5535. */
export const cubicMetresPerHour = decimals('m3/h');
