import type { Obis } from '../../core/identifiers.ts';
import { takesSteps } from '../../core/srv/service-variations.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity, obis } from '../device/obis.ts';
import type { EsmeModel } from '../files/device-model.ts';
import {
  DAILY,
  HALF_HOURLY,
  periodicProfile,
  profileStatus,
  rateColumn,
  totalColumn,
} from '../meter/periodic-profile.ts';
import { quantities } from '../readings/energy.ts';
import type { Esme } from './esme.ts';
import { energyNames } from './metering-objects.ts';

const totalColumns = quantities.map((_, quantity) => totalColumn(energyNames[quantity] as Obis, quantity));

/** The profiles that are captured by the clock, with what their status column captures. */
export function profileFunction({ profiles, rates, services }: EsmeModel): DeviceFunction<Esme> {
  const objects = [
    profileStatus,
    periodicProfile({
      logicalName: obis.halfHourlyProfile,
      description: 'Load profile with recording period 1: half-hourly registers',
      period: HALF_HOURLY,
      entries: profiles['half-hourly'],
      columns: totalColumns,
    }),
    periodicProfile({
      logicalName: obis.dailyProfile,
      description: 'Load profile with recording period 2: daily registers',
      period: DAILY,
      entries: profiles.daily,
      byRange: !takesSteps(services, '4.6.1', 'by-entry'),
      columns: [
        ...totalColumns.slice(0, 2),
        ...Array.from({ length: rates }, (_, rate) => rateColumn(electricity(1, 8, rate + 1), rate)),
      ],
    }),
  ];
  return { objects };
}
