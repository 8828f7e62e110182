import { takesSteps } from '../../core/srv/service-variations.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { GsmeModel } from '../files/device-model.ts';
import {
  DAILY,
  HALF_HOURLY,
  periodicProfile,
  profileStatus,
  rateColumn,
  totalColumn,
} from '../meter/periodic-profile.ts';
import { VOLUME } from '../readings/gas.ts';
import type { Gsme } from './gsme.ts';
import { gas, gasObis } from './names.ts';

/** The profiles that are captured by the clock, with what their status column captures. */
export function profileFunction({ profiles, rates, services }: GsmeModel): DeviceFunction<Gsme> {
  const volume = totalColumn(gasObis.volume, VOLUME);
  return {
    objects: [
      profileStatus,
      periodicProfile({
        logicalName: gasObis.halfHourlyProfile,
        description: 'Load profile with recording period 1: half-hourly volume',
        period: HALF_HOURLY,
        entries: profiles['half-hourly'],
        columns: [volume],
      }),
      periodicProfile({
        logicalName: gasObis.dailyProfile,
        description: 'Load profile with recording period 2: daily volume',
        period: DAILY,
        entries: profiles.daily,
        byRange: !takesSteps(services, '4.6.1', 'by-entry'),
        columns: [volume, ...Array.from({ length: rates }, (_, rate) => rateColumn(gas(3, 0, rate + 1), rate))],
      }),
    ],
  };
}
