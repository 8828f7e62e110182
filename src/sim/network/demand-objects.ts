import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { demandRegister } from '../classes/demand-register.ts';
import { extendedRegister } from '../classes/extended-register.ts';
import { doubleLongUnsigned } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity } from '../device/obis.ts';
import type { Esme } from '../esme/esme.ts';
import type { EsmeModel } from '../files/device-model.ts';
import { highestDemand, meanPower, periodStart } from './demand.ts';

const MINUTE = 60_000;
const AVERAGE = 4;
const MAXIMUM = 6;
const rights = { read: securedClients };
const watts = { scaler: 0, unit: 'W' } as const;
const NEVER: CosemDateTime = {};

const directions = [
  { quantity: 0, c: 1, name: 'Active power import (+A)', since: 'import' },
  { quantity: 1, c: 2, name: 'Active power export (-A)', since: 'export' },
] as const;

/** Demand, averaged and at its highest (SRV 4.12.1, 4.12.2, 6.18.2). */
export function demandFunction(model: EsmeModel): DeviceFunction<Esme> {
  const period = MINUTE * model['demand-minutes'];
  return { objects: directions.flatMap((direction) => demandObjects(direction, period)) };
}

function demandObjects(
  { quantity, c, name, since }: (typeof directions)[number],
  period: number,
): readonly CosemObject<Esme>[] {
  const start = (esme: Esme): number => periodStart(esme, esme.now(), period);
  const maximum = (esme: Esme) => highestDemand(esme, quantity, esme.state.demand[since], period);
  return [
    demandRegister<Esme>(
      electricity(c, AVERAGE),
      `${name}, average`,
      doubleLongUnsigned,
      watts,
      rights,
      period / 1000,
      {
        // What the meter has counted so far, over the whole period.
        current: (esme) => {
          const [from, now] = [start(esme), esme.now()];
          return Math.round((meanPower(esme, quantity, from, now) * (now - from)) / period);
        },
        last: (esme) => {
          const end = start(esme);
          return meanPower(esme, quantity, end - period, end);
        },
        captureTime: (esme) => utc(start(esme) + esme.clockOffset),
        startTime: (esme) => utc(start(esme) + esme.clockOffset),
      },
    ),
    extendedRegister<Esme>(
      electricity(c, MAXIMUM),
      `${name}, maximum demand`,
      doubleLongUnsigned,
      watts,
      rights,
      [NON_CRITICAL],
      {
        value: (esme) => maximum(esme)?.power ?? 0,
        captureTime: (esme) => {
          const highest = maximum(esme);
          return highest === undefined ? NEVER : utc(highest.time);
        },
        reset: (esme) => {
          esme.state.demand = { ...esme.state.demand, [since]: esme.now() };
        },
      },
    ),
  ];
}
