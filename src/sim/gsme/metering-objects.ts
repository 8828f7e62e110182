import { register } from '../classes/register.ts';
import { counter, doubleLongUnsigned } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { GsmeModel } from '../files/device-model.ts';
import { VOLUME } from '../readings/gas.ts';
import { energyAt } from './conversion.ts';
import type { Gsme } from './gsme.ts';
import { gas, gasObis } from './names.ts';

const forSecured = { read: securedClients };
/** A litre, and a litre an hour. */
const inLitres = { scaler: -3, unit: 'm3' } as const;
const inLitresPerHour = { scaler: -3, unit: 'm3/h' } as const;
const inKilowattHours = { scaler: 3, unit: 'Wh' } as const;

/** What the meter measures: volume in total and by rate, the energy that it stands for, and what flows now. */
export function meteringFunction(model: GsmeModel): DeviceFunction<Gsme> {
  const byRate = Array.from({ length: model.rates }, (_, rate) =>
    register<Gsme>(
      gas(3, 0, rate + 1),
      `Volume at metering conditions, rate ${rate + 1}`,
      counter,
      inLitres,
      forSecured,
      (gsme) => gsme.registers.rates(VOLUME, gsme.now())[rate] ?? 0,
    ),
  );
  return {
    objects: [
      register<Gsme>(gasObis.volume, 'Volume at metering conditions, total', counter, inLitres, forSecured, (gsme) =>
        gsme.registers.total(VOLUME, gsme.now()),
      ),
      ...byRate,
      register<Gsme>(
        gasObis.energy,
        'Energy: converted volume, total',
        counter,
        inKilowattHours,
        forSecured,
        (gsme) => {
          const litres = gsme.registers.total(VOLUME, gsme.now());
          return Math.floor(energyAt(gsme.state.conversion, litres) / 1000);
        },
      ),
      register<Gsme>(
        gasObis.flowRate,
        'Flow rate, instantaneous',
        doubleLongUnsigned,
        inLitresPerHour,
        forSecured,
        (gsme) => gsme.registers.power(VOLUME, gsme.now()),
      ),
      register<Gsme>(
        gasObis.capacity,
        'Nominal value of the volume sensor: Qmax',
        doubleLongUnsigned,
        inLitresPerHour,
        forSecured,
        () => model['gas-flow']['capacity-litres-per-hour'],
      ),
    ],
  };
}
