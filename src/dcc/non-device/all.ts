import { createSchedule } from './create-schedule.ts';
import { decommissionDevice } from './decommission-device.ts';
import { deleteSchedule } from './delete-schedule.ts';
import { devicePrenotification } from './device-prenotification.ts';
import type { NonDeviceService } from './non-device-service.ts';
import { readInventory } from './read-inventory.ts';
import { readSchedule } from './read-schedule.ts';
import { updateFirmware } from './update-firmware.ts';
import { updateInventory } from './update-inventory.ts';

/** Every SRV that the DCC answers itself, by its number. */
export const nonDeviceServices: ReadonlyMap<string, NonDeviceService> = new Map(
  [
    createSchedule,
    readSchedule,
    deleteSchedule,
    readInventory,
    decommissionDevice,
    updateInventory,
    updateFirmware,
    devicePrenotification,
  ].map((service) => [service.srv, service]),
);
