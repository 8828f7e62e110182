import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { readDeviceConfigurationIdentity } from './read-device-configuration-identity.ts';
import { readEventOrSecurityLog } from './read-event-or-security-log.ts';
import { synchroniseClock } from './synchronise-clock.ts';

export const deviceManagement: readonly EquivalentSteps[] = [
  readDeviceConfigurationIdentity,
  readEventOrSecurityLog,
  synchroniseClock,
];
