import { objectRef } from './object-ref.ts';

/** What an electricity meter measures, as the Blue Book names it. */
export const electricity = {
  activeImport: objectRef('register', '1.0.1.8.0.255'),
  activeExport: objectRef('register', '1.0.2.8.0.255'),
  reactiveImport: objectRef('register', '1.0.3.8.0.255'),
  reactiveExport: objectRef('register', '1.0.4.8.0.255'),
  activePowerImport: objectRef('register', '1.0.1.7.0.255'),
  maximumDemandImport: objectRef('extendedRegister', '1.0.1.6.0.255'),
  maximumDemandExport: objectRef('extendedRegister', '1.0.2.6.0.255'),
  halfHourlyProfile: objectRef('profileGeneric', '1.0.99.1.0.255'),
  dailyProfile: objectRef('profileGeneric', '1.0.99.2.0.255'),
  networkLog: objectRef('profileGeneric', '1.0.99.14.0.255'),
} as const;
