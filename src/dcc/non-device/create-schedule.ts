import { scheduleDetails } from '../schedules-details.ts';
import { nonDeviceService } from './non-device-service.ts';

/** SRV 5.1. */
export const createSchedule = nonDeviceService('5.1', scheduleDetails, (details, { request, schedules }) =>
  schedules.create(details, request.user),
);
