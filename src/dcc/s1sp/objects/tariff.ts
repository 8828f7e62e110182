import { obisBytes } from '../../../core/identifiers.ts';
import { type ObjectRef, objectRef } from './object-ref.ts';

/**
 * Rates, blocks and prices of a meter. Those with a C of 130, and the tariff commands, are names of our own: the Blue
 * Book has none for them, and those of real SMETS1 meters aren't public.
 */
export const tariffObjects = {
  calendar: objectRef('activityCalendar', '0.0.13.0.0.255'),
  specialDays: objectRef('specialDays', '0.0.11.0.0.255'),
  /** Script 1 resets the block counters, 2 activates the passive prices. */
  commands: objectRef('scriptTable', '0.0.10.0.120.255'),
  currency: objectRef('data', '0.0.130.0.0.255'),
  activePrice: objectRef('register', '0.0.130.0.1.255'),
  /** By rate and block, in units of the register. */
  blockCounters: objectRef('data', '0.0.130.0.2.255'),
  priceActivationTime: objectRef('data', '0.0.130.2.255.255'),
  active: termsObjects(1),
  passive: termsObjects(2),
} as const;

/** Logical name of the tariffication script table, which the switches of a day name. */
export const tarifficationScripts = obisBytes(objectRef('scriptTable', '0.0.10.0.100.255').instance);

/** What consumption costs: by the set of terms that is in force, or by the one that waits. */
export type TermsObjects = ReturnType<typeof termsObjects>;

function termsObjects(set: 1 | 2) {
  const part = (e: number): ObjectRef => objectRef('data', `0.0.130.${set}.${e}.255`);
  return {
    pricing: part(1),
    thresholds: part(2),
    scale: part(3),
    timeOfUse: part(4),
    block: part(5),
    standingScale: part(6),
    standingCharge: part(7),
  };
}

/** What a meter counts by rate, from 1: since it was made, and in the block period. */
export interface RateRegisters {
  byRate(rate: number): ObjectRef;
  inPeriod(rate: number): ObjectRef;
}

export const electricityRates: RateRegisters = {
  byRate: (rate) => objectRef('register', `1.0.1.8.${rate}.255`),
  inPeriod: (rate) => objectRef('register', `1.0.1.9.${rate}.255`),
};

export const gasRates: RateRegisters = {
  byRate: (rate) => objectRef('register', `7.0.3.0.${rate}.255`),
  /** A name of our own, in the range that the Blue Book leaves to manufacturers. */
  inPeriod: (rate) => objectRef('register', `7.0.3.128.${rate}.255`),
};
