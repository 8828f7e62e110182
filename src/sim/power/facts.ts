import { z } from 'zod';

const positive = z.number().int().min(1);

/** What a device model says of this: zod schemas by the name of the fact. */
export const powerFacts = {
  outages: z.strictObject({
    /** Entries of the power event log. */
    'log-entries': positive.max(1000),
    /** An outage that lasts as long is a long one. */
    'long-seconds': positive.max(65_535),
    /** Outages whose beginning and end are kept. */
    kept: positive.max(100),
    /** For how long the clock goes on without power. */
    'clock-reserve-hours': positive.max(10_000),
  }),
};
