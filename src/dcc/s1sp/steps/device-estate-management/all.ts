import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { commissionDevice } from '../device-management/synchronise-clock.ts';
import {
  joinServiceCritical,
  joinServiceNonCritical,
  unjoinServiceCritical,
  unjoinServiceNonCritical,
} from './join-service.ts';
import { readDeviceLog } from './read-device-log.ts';
import { updateHanDeviceLog } from './update-han-device-log.ts';

export const deviceEstateManagement: readonly EquivalentSteps[] = [
  commissionDevice,
  joinServiceCritical,
  joinServiceNonCritical,
  unjoinServiceCritical,
  unjoinServiceNonCritical,
  readDeviceLog,
  updateHanDeviceLog,
];
