import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { register, type ScalerUnit } from '../classes/register.ts';
import { counter, doubleLongUnsigned, long, longUnsigned, type Shape } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity } from '../device/obis.ts';
import { type Quantity, quantities } from '../readings/energy.ts';
import type { Instantaneous } from '../readings/mains.ts';
import type { Esme } from './esme.ts';

const forSecured = { read: securedClients };
const TIME_INTEGRAL_1 = 8;
const INSTANTANEOUS_VALUE = 7;

/** Each quantity's value group C, name and unit. */
const energyRegisters = [
  { c: 1, name: 'Active energy import (+A)', unit: 'Wh' },
  { c: 2, name: 'Active energy export (-A)', unit: 'Wh' },
  { c: 3, name: 'Reactive energy import (+R)', unit: 'varh' },
  { c: 4, name: 'Reactive energy export (-R)', unit: 'varh' },
] as const;

export const energyNames = quantities.map((_, quantity) =>
  electricity(energyRegisters[quantity as Quantity].c, TIME_INTEGRAL_1),
);

const instantaneousRegisters: readonly {
  readonly c: number;
  readonly name: string;
  readonly shape: Shape<number>;
  readonly scalerUnit: ScalerUnit;
  readonly value: keyof Instantaneous;
}[] = [
  {
    c: 1,
    name: 'Active power import (+A)',
    shape: doubleLongUnsigned,
    scalerUnit: { scaler: 0, unit: 'W' },
    value: 'activeImport',
  },
  {
    c: 2,
    name: 'Active power export (-A)',
    shape: doubleLongUnsigned,
    scalerUnit: { scaler: 0, unit: 'W' },
    value: 'activeExport',
  },
  { c: 31, name: 'Current L1', shape: longUnsigned, scalerUnit: { scaler: -2, unit: 'A' }, value: 'current' },
  { c: 32, name: 'Voltage L1', shape: longUnsigned, scalerUnit: { scaler: -1, unit: 'V' }, value: 'voltage' },
  { c: 13, name: 'Power factor', shape: long, scalerUnit: { scaler: -3, unit: 'none' }, value: 'powerFactor' },
  { c: 14, name: 'Supply frequency', shape: longUnsigned, scalerUnit: { scaler: -2, unit: 'Hz' }, value: 'frequency' },
];

/** What the meter measures: energy in total and by rate, and what flows now. */
export function meteringFunction(rates: number): DeviceFunction<Esme> {
  const objects = [
    ...energyRegisters.flatMap((_, quantity) => energyObjects(quantity as Quantity, rates)),
    ...instantaneousRegisters.map(({ c, name, shape, scalerUnit, value }) =>
      register<Esme>(
        electricity(c, INSTANTANEOUS_VALUE),
        `${name}, instantaneous`,
        shape,
        scalerUnit,
        forSecured,
        (esme) => esme.instantaneous()[value],
      ),
    ),
  ];
  return { objects };
}

function energyObjects(quantity: Quantity, rates: number): readonly CosemObject<Esme>[] {
  const { c, name, unit } = energyRegisters[quantity];
  const inUnit = { scaler: 0, unit } as const;
  const total = register<Esme>(electricity(c, TIME_INTEGRAL_1), `${name}, total`, counter, inUnit, forSecured, (esme) =>
    esme.registers.total(quantity, esme.now()),
  );
  const byRate = Array.from({ length: rates }, (_, rate) =>
    register<Esme>(
      electricity(c, TIME_INTEGRAL_1, rate + 1),
      `${name}, rate ${rate + 1}`,
      counter,
      inUnit,
      forSecured,
      (esme) => esme.registers.rates(quantity, esme.now())[rate] ?? 0,
    ),
  );
  return [total, ...byRate];
}
