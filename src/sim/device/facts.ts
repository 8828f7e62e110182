import { z } from 'zod';

/** What every device model says of its clock: zod schemas by the name of the fact. */
export const deviceFacts = {
  clock: z.strictObject({
    /** Seconds up to which a clock is adjusted; beyond, it has to be set. */
    'adjustment-seconds': z.number().int().min(1).max(900),
    /** Most by which the clock of a sound device runs fast or slow, in parts per million. */
    'drift-ppm': z.number().min(0).max(500),
  }),
};
