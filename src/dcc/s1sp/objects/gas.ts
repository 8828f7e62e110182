import { objectRef } from './object-ref.ts';

/** What a gas meter measures, as the Blue Book names it, and how it converts volume and watches the flow. */
export const gas = {
  volume: objectRef('register', '7.0.3.0.0.255'),
  halfHourlyProfile: objectRef('profileGeneric', '7.0.99.1.0.255'),
  dailyProfile: objectRef('profileGeneric', '7.0.99.2.0.255'),
  calorificValue: objectRef('register', '7.0.54.0.0.255'),
  conversionFactor: objectRef('register', '7.0.52.0.0.255'),
  batteryRemaining: objectRef('register', '0.0.96.6.6.255'),
  /** Names of our own, in the range that the Blue Book leaves to manufacturers. */
  networkLog: objectRef('profileGeneric', '7.0.99.128.0.255'),
  uncontrolledFlowRate: objectRef('register', '7.0.128.0.0.255'),
  stabilisationPeriod: objectRef('register', '7.0.128.1.0.255'),
  measurementPeriod: objectRef('register', '7.0.128.2.0.255'),
  supplyDepletionState: objectRef('data', '7.0.128.3.0.255'),
} as const;
