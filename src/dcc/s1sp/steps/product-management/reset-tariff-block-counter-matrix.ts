import type { Data } from '../../../../protocol/cosem/data.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { tariffObjects } from '../../objects/tariff.ts';
import { nothing } from '../../parameters.ts';
import { integerOf, listOf } from '../../values.ts';

const VALUE = 2;
const EXECUTE = 1;
const RESET_BLOCK_COUNTERS: Data = { type: 'long-unsigned', value: 1 };

/** SRV 1.7, critical. */
export const resetTariffBlockCounterMatrix = equivalentSteps('1.7', {
  ESME: steps(nothing, nothing, async (device) => {
    await device.invoke(tariffObjects.commands, EXECUTE, RESET_BLOCK_COUNTERS, async () => {
      const counters = await device.peek(tariffObjects.blockCounters, VALUE);
      return counters !== undefined && isZero(counters);
    });
    return {};
  }),
});

/** Counters by rate, and by block within each. */
function isZero(counters: Data): boolean {
  if (counters.type === 'array' || counters.type === 'structure') return listOf(counters).every(isZero);
  return integerOf(counters) === 0n;
}
