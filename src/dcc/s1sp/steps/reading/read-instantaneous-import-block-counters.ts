import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { gasRates } from '../../objects/tariff.ts';
import { indexed, withIndex } from '../../tariff/indexed.ts';
import { readBlocks } from '../../tariff/rate-registers.ts';
import { BLOCKS } from '../../tariff/tariff.ts';
import { onDemandOrFutureDated } from './parameters.ts';
import { cubicMetres } from './quantities.ts';

const response = z.strictObject({
  ImportBlockCounters: z.strictObject({
    /** Cubic metres in the block period. */
    TariffBlockCounterValue: z.array(indexed(BLOCKS, z.number())).max(BLOCKS),
  }),
});

const ofGas = steps(onDemandOrFutureDated, response, async (device) => {
  const [blocks = []] = await readBlocks(device, gasRates, cubicMetres);
  return { ImportBlockCounters: { TariffBlockCounterValue: withIndex(blocks) } };
});

/** SRV 4.1.4. */
export const readInstantaneousImportBlockCounters = equivalentSteps('4.1.4', { GSME: ofGas, GPF: ofGas });
