import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { register } from '../classes/register.ts';
import { counter } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { Meter } from '../meter/meter.ts';
import { consumptionCost, costRegister } from './charging.ts';
import type { Measured } from './measured.ts';
import { names, spanOf } from './names.ts';
import { beginningOf, reached, type Span, spans } from './spans.ts';

const forSecured = { read: securedClients };
/** A thousandth of a penny. */
export const inMillipence = { scaler: -5, unit: 'currency' } as const;
const MILLIPENNY = 1000;
/** What was consumed, and what it cost, in the days, weeks and months that a display shows. */
export function costObjects(measured: Measured): readonly CosemObject<Meter>[] {
  return [
    register<Meter>(names.cost, 'Cost of consumption, cumulative', counter, inMillipence, forSecured, (meter) =>
      costRegister(meter, meter.now()),
    ),
    ...spans.flatMap((span, index) =>
      [false, true].flatMap((previous) => {
        const which = `${previous ? 'previous' : 'current'} ${span}`;
        return [
          register<Meter>(
            spanOf('consumption', index, previous),
            `${measured.name}, ${which}`,
            counter,
            measured.unit,
            forSecured,
            (meter) => during(meter, span, previous, (at) => meter.registers.total(0, at)),
          ),
          register<Meter>(
            spanOf('cost', index, previous),
            `Cost of consumption, ${which}`,
            counter,
            inMillipence,
            forSecured,
            (meter) => Math.floor(during(meter, span, previous, (at) => consumptionCost(meter, at)) / MILLIPENNY),
          ),
        ];
      }),
    ),
  ];
}

/** What something that grows gained in a span of the meter's clock, as far as that has passed. */
function during(meter: Meter, span: Span, previous: boolean, at: (time: number) => number): number {
  const now = meter.now();
  const time = now + meter.clockOffset;
  const began = (before: number): number =>
    Math.min(now, reached(meter.registers.eras, beginningOf(span, time, before)));
  const [from, to] = previous ? [began(1), began(0)] : [began(0), now];
  const before = at(from);
  return Math.max(0, at(to) - before);
}
