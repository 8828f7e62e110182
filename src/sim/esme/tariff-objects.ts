import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { activityCalendar } from '../classes/activity-calendar.ts';
import { data } from '../classes/data.ts';
import { scriptTable } from '../classes/script-table.ts';
import { specialDaysTable } from '../classes/special-days-table.ts';
import { unsigned } from '../classes/values.ts';
import { CRITICAL, securedClients } from './clients.ts';
import type { Esme } from './esme.ts';
import { obis } from './obis.ts';
import { activatePassive } from './tariff-change.ts';
import {
  activationTime,
  activeTariff,
  passiveCalendar,
  setActivationTime,
  setPassiveCalendar,
  setSpecialDays,
} from './tariff-control.ts';

const MOST_SPECIAL_DAYS = 30;
const rights = { read: securedClients, write: [CRITICAL] };

/** Which rate is in force, and what decides on it. */
export function tariffObjects(rates: number): readonly CosemObject<Esme>[] {
  return [
    activityCalendar<Esme>(obis.activityCalendar, rights, {
      active: (esme) => activeTariff(esme).calendar,
      passive: passiveCalendar,
      setPassive: setPassiveCalendar,
      activationTime,
      setActivationTime,
      activate: (esme) => activatePassive(esme, esme.now()),
    }),
    specialDaysTable<Esme>(obis.specialDays, rights, MOST_SPECIAL_DAYS, {
      entries: (esme) => activeTariff(esme).specialDays,
      setEntries: setSpecialDays,
    }),
    // The calendar alone executes these: whoever wants another rate changes the calendar.
    scriptTable<Esme>(obis.tariffScripts, 'Tariffication script table', rights, [], rateScripts(rates)),
    data<Esme, number>(
      obis.activeRate,
      'Currently active rate',
      unsigned,
      { read: securedClients },
      (esme) => esme.registers.rateAt(esme.now()) + 1,
    ),
  ];
}

function rateScripts(rates: number) {
  return Object.fromEntries(
    Array.from({ length: rates }, (_, i) => [
      i + 1,
      [
        {
          service: 'write' as const,
          classId: 1,
          logicalName: obis.activeRate,
          index: 2,
          parameter: { type: 'unsigned' as const, value: i + 1 },
        },
      ],
    ]),
  );
}
