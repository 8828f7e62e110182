import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';

const outage = z
  .strictObject({
    /** True times, milliseconds from 1970. */
    from: whole,
    to: whole,
    /** What the device's clock showed when it began and when it was over, milliseconds from 1970. */
    began: whole,
    ended: whole,
  })
  .readonly();
/** A time without power that is over. */
export type Outage = z.infer<typeof outage>;

export const outageState = z
  .strictObject({
    count,
    /** How many of them were long. */
    long: count,
    /** Those that are kept, the oldest first. */
    kept: z.array(outage).readonly(),
  })
  .readonly();
export type OutageState = z.infer<typeof outageState>;

/** Of a device that has always had power: one value for all of them. */
export const noOutages: OutageState = { count: 0, long: 0, kept: [] };
