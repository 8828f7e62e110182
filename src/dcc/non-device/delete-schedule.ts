import { scheduleChoice } from '../schedules-details.ts';
import { nonDeviceService } from './non-device-service.ts';

/** SRV 5.3. */
export const deleteSchedule = nonDeviceService('5.3', scheduleChoice, (choice, { request, schedules }) =>
  schedules.delete(choice, request.user),
);
