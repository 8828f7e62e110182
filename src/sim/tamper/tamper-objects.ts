import { type Obis, parseObis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { dateTime, doubleLongUnsigned } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import type { Tamper, TamperKind } from './state.ts';
import { tamperWatch, tamperWith, wire } from './tamper-control.ts';

/**
 * Five objects in a row for each: how often, since when now, how long now, when last, how long then (Blue Book,
 * meter tamper event related objects). The second terminal cover and that of the battery have none there: theirs are
 * names of our own.
 */
const places: Readonly<Record<TamperKind, { readonly name: string; readonly first: readonly [string, number] }>> = {
  meter: { name: 'Meter open', first: ['0.0.96.20', 0] },
  terminal: { name: 'Terminal cover open', first: ['0.0.96.20', 5] },
  tilt: { name: 'Tilt', first: ['0.0.96.20', 10] },
  magnet: { name: 'Strong DC magnetic field', first: ['0.0.96.20', 15] },
  'second-terminal': { name: 'Second terminal cover open', first: ['0.0.140.20', 0] },
  battery: { name: 'Battery cover open', first: ['0.0.140.20', 5] },
};

const forSecured = { read: securedClients };
const NEVER: CosemDateTime = {};

/** Who opens the meter, and what else is done to it; how its wires are connected. */
export function tamperFunction({ type, tamper }: MeterModel): DeviceFunction<Meter> {
  return {
    objects: tamper.detects.flatMap(objectsOf),
    timed: tamperWatch,
    operations: {
      cover: (meter, { which, is }) => tamperWith(meter, which, is === 'open'),
      magnet: (meter, { is }) => tamperWith(meter, 'magnet', is === 'near'),
      tilt: (meter, { is }) => tamperWith(meter, 'tilt', is === 'tilted'),
      ...(type === 'ESME' && { wiring: (meter, { fault }) => wire(meter, fault) }),
    },
  };
}

function objectsOf(kind: TamperKind): readonly CosemObject<Meter>[] {
  const {
    name,
    first: [place, first],
  } = places[kind];
  const nameOf = (offset: number): Obis => parseObis(`${place}.${first + offset}.255`);
  const number = (offset: number, what: string, read: (tamper: Tamper, meter: Meter) => number): CosemObject<Meter> =>
    data(nameOf(offset), `${name} event: ${what}`, doubleLongUnsigned, forSecured, (meter) =>
      read(tamperOf(meter, kind), meter),
    );
  const instant = (offset: number, what: string, read: (tamper: Tamper) => number | undefined): CosemObject<Meter> =>
    data(nameOf(offset), `${name} event: ${what}`, dateTime, forSecured, (meter) => {
      const time = read(tamperOf(meter, kind));
      return time === undefined ? NEVER : utc(time);
    });
  return [
    number(0, 'counter', ({ count }) => count),
    instant(1, 'time stamp of current occurrence', ({ since }) => since ?? undefined),
    number(2, 'duration of current occurrence, in seconds', ({ since }, meter) =>
      since === null ? 0 : Math.max(0, Math.floor((meter.time() - since) / 1000)),
    ),
    instant(3, 'time stamp of last occurrence', ({ last }) => last?.at),
    number(4, 'duration of last occurrence, in seconds', ({ last }) => last?.seconds ?? 0),
  ];
}

function tamperOf({ state }: Meter, kind: TamperKind): Tamper {
  return state.tamper.kinds[kind];
}
