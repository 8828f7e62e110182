import { parseObis } from '../../core/identifiers.ts';

/**
 * Logical names of tariff, prices and cost. Those with a C of 130 are this project's own, from the range that is left to
 * manufacturers: the Blue Book has none for them, and those of real SMETS1 meters aren't public.
 */
export const names = {
  activeBlock: parseObis('0.0.96.14.1.255'),
  commands: parseObis('0.0.10.0.120.255'),
  currency: parseObis('0.0.130.0.0.255'),
  activePrice: parseObis('0.0.130.0.1.255'),
  blockCounters: parseObis('0.0.130.0.2.255'),
  dailyReset: parseObis('0.0.130.0.3.255'),
  cost: parseObis('0.0.130.0.4.255'),
  priceActivationTime: parseObis('0.0.130.2.255.255'),
} as const;

/** E of what the active terms (D 1) and the passive terms (D 2) consist of. */
export const parts = {
  pricing: 1,
  thresholds: 2,
  scale: 3,
  timeOfUse: 4,
  block: 5,
  standingScale: 6,
  standingCharge: 7,
} as const;
export type Part = keyof typeof parts;

export function partOf(set: 'active' | 'passive', part: Part) {
  return parseObis(`0.0.130.${set === 'active' ? 1 : 2}.${parts[part]}.255`);
}

/** The thresholds of a rate, from 0: numbered as in GBCS, from 11. */
export function thresholdsOf(rate: number) {
  return parseObis(`0.0.16.1.${11 + rate}.255`);
}

/** What was consumed (D 3), or what it cost (D 4), in the current (E even) or previous (E odd) day, week and month. */
export function spanOf(kind: 'consumption' | 'cost', span: number, previous: boolean) {
  return parseObis(`0.0.130.${kind === 'consumption' ? 3 : 4}.${2 * span + (previous ? 1 : 0)}.255`);
}
