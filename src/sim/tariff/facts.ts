import { z } from 'zod';

const amount = z.number().int().nonnegative().max(0xffffffff);
/** Ten to the power of it makes pounds; -5 is a thousandth of a penny, the finest that a price can be. */
const scale = z.number().int().min(-5).max(0);

/** What a device model says of this: zod schemas by the name of the fact. */
export const tariffFacts = {
  /** What a meter charges as it is delivered. */
  prices: z.strictObject({
    scale,
    /** A kWh, by rate; the last one is that of all further rates, too. */
    'time-of-use': z.array(amount).min(1).max(48),
    /** A kWh, by block, whatever the rate. */
    block: z.array(amount).length(4),
    /** A day. */
    'standing-charge': amount,
    'standing-charge-scale': scale,
  }),
  /** Block pricing. */
  'tariff-blocks': z.strictObject({
    /** The rates, from the first one, that are divided into blocks. */
    rates: z.number().int().min(1).max(8),
    pricing: z.enum(['time-of-use', 'block']),
    /** In units of the register, where each block but the first begins. */
    thresholds: z.array(amount).length(3),
    /** Whether the blocks begin anew each day instead of each billing period. */
    'daily-reset': z.boolean(),
  }),
};
