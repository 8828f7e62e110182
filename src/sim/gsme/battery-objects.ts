import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { register, type ScalerUnit } from '../classes/register.ts';
import { dateTime, doubleLongUnsigned } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { DAY } from '../readings/civil-date.ts';
import { batteryWatch, chargeOf, fill, leftAt, switchPower } from './battery.ts';
import type { Gsme } from './gsme.ts';
import { gasObis } from './names.ts';

const forSecured = { read: securedClients };

/** What the meter lives on. */
export const batteryFunction: DeviceFunction<Gsme> = {
  timed: batteryWatch,
  objects: [
    count(gasObis.batteryUseTime, 'Battery use time counter', 'day', (gsme) =>
      Math.floor((gsme.now() - gsme.state.battery.installed) / DAY),
    ),
    count(gasObis.batteryCharge, 'Battery charge', 'percent', (gsme) => Math.ceil(chargeOf(gsme))),
    data(gasObis.batteryInstalled, 'Battery installation date and time', dateTime, forSecured, (gsme: Gsme) =>
      utc(gsme.state.battery.installed + gsme.clockOffset),
    ),
    count(gasObis.batteryRemaining, 'Battery estimated remaining use time', 'day', (gsme) =>
      Math.max(0, Math.floor((leftAt(gsme, 0) - gsme.now()) / DAY)),
    ),
  ],
  operations: { battery: fill, power: switchPower },
};

function count(
  logicalName: (typeof gasObis)[keyof typeof gasObis],
  description: string,
  unit: ScalerUnit['unit'],
  read: (gsme: Gsme) => number,
) {
  return register<Gsme>(logicalName, description, doubleLongUnsigned, { scaler: 0, unit }, forSecured, read);
}
