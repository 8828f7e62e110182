import { z } from 'zod';
import { periods } from './calendar.ts';

/** What a device model says of this: zod schemas by the name of the fact. */
export const billingFacts = {
  billing: z.strictObject({
    /** The billing calendar that a meter is delivered with. */
    period: z.enum(periods),
    start: z.iso.date(),
    /** Entries of the billing data log. */
    entries: z.number().int().min(1).max(100),
  }),
};
