import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { register } from '../classes/register.ts';
import { type Scripts, scriptTable } from '../classes/script-table.ts';
import { array, boolean, counter, dateTime, doubleLongUnsigned, unsigned } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import { activeBlock, blockCounters, usedInPeriod } from './blocks.ts';
import { resetBlocks, setDailyReset } from './cost.ts';
import { blockRatesOf } from './initial-terms.ts';
import type { Measured } from './measured.ts';
import { names } from './names.ts';
import { BLOCKS } from './terms.ts';

const forSecured = { read: securedClients };
const forCritical = { read: securedClients, write: [CRITICAL] };

/** How far the blocks are filled, and what begins them anew. */
export function blockObjects(model: MeterModel, { name, unit, inPeriod }: Measured): readonly CosemObject<Meter>[] {
  const rates = blockRatesOf(model);
  return [
    data<Meter, number>(
      names.activeBlock,
      'Currently active block: 0 where the rate has none',
      unsigned,
      forSecured,
      (meter) => (activeBlock(meter, meter.now()) ?? -1) + 1,
    ),
    data<Meter, readonly (readonly number[])[]>(
      names.blockCounters,
      'Tariff Block Counter Matrix: by rate and block, in units of the register',
      array(array(counter, BLOCKS), rates),
      forSecured,
      (meter) => blockCounters(meter, meter.now()),
      (meter, counters) => {
        if (counters.flat().some((units) => units > 0)) return 'other-reason';
        resetBlocks(meter);
        meter.record('block-counters-reset');
        return 'success';
      },
    ),
    ...Array.from({ length: rates }, (_, rate) =>
      register<Meter>(
        inPeriod(rate),
        `${name}, rate ${rate + 1}, in the block period`,
        counter,
        unit,
        forSecured,
        (meter) => usedInPeriod(meter, meter.now())[rate] ?? 0,
      ),
    ),
    data<Meter, boolean>(
      names.dailyReset,
      'Daily resetting of the Tariff Block Counter Matrix',
      boolean,
      forCritical,
      ({ state }) => state.tariff.dailyReset,
      (meter, dailyReset) => {
        setDailyReset(meter, dailyReset);
        return 'success';
      },
    ),
    scriptTable<Meter>(
      names.commands,
      'Tariff commands: 1 resets the block counters, 2 activates the passive prices',
      forSecured,
      [CRITICAL],
      commands(rates),
    ),
  ];
}

/** Long past: whatever activates itself then does so at once. */
const AT_ONCE = { year: 2000, month: 1, dayOfMonth: 1, hour: 0, minute: 0, second: 0, hundredths: 0, deviation: 0 };

function commands(rates: number): Scripts {
  const empty = array(array(doubleLongUnsigned, BLOCKS), rates).encode(
    Array.from({ length: rates }, () => Array.from({ length: BLOCKS }, () => 0)),
  );
  const writing = { service: 'write', classId: 1, index: 2 } as const;
  return {
    1: [{ ...writing, logicalName: names.blockCounters, parameter: empty }],
    2: [{ ...writing, logicalName: names.priceActivationTime, parameter: dateTime.encode(AT_ONCE) }],
  };
}
