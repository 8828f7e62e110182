import { scheduleChoice } from '../schedules-details.ts';
import { nonDeviceService } from './non-device-service.ts';

/** SRV 5.2. */
export const readSchedule = nonDeviceService('5.2', scheduleChoice, (choice, { request, schedules }) =>
  schedules.read(choice, request.user),
);
