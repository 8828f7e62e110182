import type { NonDeviceService } from './non-device-service.ts';

/** Every SRV that the DCC answers itself, by its number. */
export const nonDeviceServices: ReadonlyMap<string, NonDeviceService> = new Map<string, NonDeviceService>();
