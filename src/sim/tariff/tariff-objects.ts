import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { activityCalendar } from '../classes/activity-calendar.ts';
import { data } from '../classes/data.ts';
import { register } from '../classes/register.ts';
import { scriptTable } from '../classes/script-table.ts';
import { specialDaysTable } from '../classes/special-days-table.ts';
import { dateTime, doubleLongUnsigned, text, unsigned } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { obis } from '../device/obis.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import { blockObjects } from './block-objects.ts';
import { activePrice } from './blocks.ts';
import { costObjects, inMillipence } from './cost-objects.ts';
import type { Measured } from './measured.ts';
import { names } from './names.ts';
import { priceObjects } from './price-objects.ts';
import { activatePassive, change, tariffInForce } from './tariff-change.ts';
import { calendarActivation, setActivationTime, setPriceActivationTime, setSpecialDays } from './tariff-control.ts';

/** DUIS 5.4 has 50 in a tariff of electricity: room for those of the calendar in force, and of the one that waits. */
const MOST_SPECIAL_DAYS = 100;
const rights = { read: securedClients, write: [CRITICAL] };

/** Which rate and block are in force, what decides on them, and what they cost. */
export function tariffFunction(model: MeterModel, measured: Measured): DeviceFunction<Meter> {
  return {
    timed: calendarActivation,
    objects: [
      activityCalendar<Meter>(obis.activityCalendar, rights, {
        active: (meter) => tariffInForce(meter).calendar,
        passive: ({ state }) => state.tariff.passive,
        setPassive(meter, passive) {
          change(meter, { passive });
          return 'success';
        },
        activationTime: ({ state }) => state.tariff.activationTime,
        setActivationTime,
        activate: activatePassive,
      }),
      specialDaysTable<Meter>(obis.specialDays, rights, MOST_SPECIAL_DAYS, {
        entries: (meter) => tariffInForce(meter).specialDays,
        setEntries: setSpecialDays,
      }),
      // The calendar alone executes these: whoever wants another rate changes the calendar.
      scriptTable<Meter>(obis.tariffScripts, 'Tariffication script table', rights, [], rateScripts(model.rates)),
      data<Meter, number>(
        obis.activeRate,
        'Currently active rate',
        unsigned,
        { read: securedClients },
        (meter) => meter.registers.rateAt(meter.now()) + 1,
      ),
      ...blockObjects(model, measured),
      ...priceObjects(model, measured),
      data<Meter, CosemDateTime>(
        names.priceActivationTime,
        'Activation time of the passive prices',
        dateTime,
        rights,
        ({ state }) => state.tariff.priceActivationTime,
        setPriceActivationTime,
      ),
      data<Meter, string>(names.currency, 'Currency of the prices', text(3), { read: securedClients }, () => 'GBP'),
      register<Meter>(
        names.activePrice,
        'Active tariff price: a kWh',
        doubleLongUnsigned,
        inMillipence,
        { read: securedClients },
        (meter) => activePrice(meter, meter.now()),
      ),
      ...costObjects(measured),
    ],
  };
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
