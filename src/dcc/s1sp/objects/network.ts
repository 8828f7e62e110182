import { objectRef } from './object-ref.ts';

/**
 * What an electricity meter watches of voltage and power. Value group D of a voltage's threshold, counter and period is
 * the Blue Book's; that E tells average (2), extreme (1), and swell or sag (0) apart is ours, as are 0.0.131.3.x.
 */
export const network = {
  averageOverThreshold: objectRef('register', '1.0.32.35.2.255'),
  averageOverCounter: objectRef('register', '1.0.32.36.2.255'),
  averageUnderThreshold: objectRef('register', '1.0.32.31.2.255'),
  averageUnderCounter: objectRef('register', '1.0.32.32.2.255'),
  averagePeriod: objectRef('register', '0.0.131.3.10.255'),
  averageVoltage: objectRef('register', '1.0.32.24.0.255'),
  extremeOverThreshold: objectRef('register', '1.0.32.35.1.255'),
  extremeOverCounter: objectRef('register', '1.0.32.36.1.255'),
  extremeOverPeriod: objectRef('register', '1.0.32.44.1.255'),
  extremeUnderThreshold: objectRef('register', '1.0.32.31.1.255'),
  extremeUnderCounter: objectRef('register', '1.0.32.32.1.255'),
  extremeUnderPeriod: objectRef('register', '1.0.32.43.1.255'),
  swellThreshold: objectRef('register', '1.0.32.35.0.255'),
  swellCounter: objectRef('register', '1.0.32.36.0.255'),
  swellPeriod: objectRef('register', '1.0.32.44.0.255'),
  sagThreshold: objectRef('register', '1.0.32.31.0.255'),
  sagCounter: objectRef('register', '1.0.32.32.0.255'),
  sagPeriod: objectRef('register', '1.0.32.43.0.255'),
  lowMediumPower: objectRef('register', '0.0.131.3.0.255'),
  mediumHighPower: objectRef('register', '0.0.131.3.1.255'),
} as const;
