import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricityRates } from '../../objects/tariff.ts';
import { indexed, withIndex } from '../../tariff/indexed.ts';
import { readBlocks } from '../../tariff/rate-registers.ts';
import { BLOCKS } from '../../tariff/tariff.ts';
import { onDemandOrFutureDated } from './parameters.ts';
import { wattHours } from './quantities.ts';

const response = z.strictObject({
  TariffBlockTOURegisterCollection: z.strictObject({
    TariffBlock: z
      .array(
        z.strictObject({
          /** Of the block. */
          index: z.int().min(1).max(BLOCKS),
          /** Wh in the block period; `index` is the rate. */
          CounterMatrixTOUValue: z.array(indexed(8, z.int())).max(8),
        }),
      )
      .max(BLOCKS),
  }),
});

/** SRV 4.1.3. A SMETS1 meter counts blocks in the block period: registers that go on and on it has none of. */
export const readInstantaneousImportTouWithBlocksMatrices = equivalentSteps('4.1.3', {
  ESME: steps(onDemandOrFutureDated, response, async (device) => {
    const rates = await readBlocks(device, electricityRates, wattHours);
    return {
      TariffBlockTOURegisterCollection: {
        TariffBlock: Array.from({ length: BLOCKS }, (_, block) => ({
          index: block + 1,
          CounterMatrixTOUValue: withIndex(rates.map((blocks) => blocks[block] ?? 0)),
        })),
      },
    };
  }),
});
