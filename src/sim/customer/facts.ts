import { z } from 'zod';

const characters = z.number().int().min(1).max(255);

/** What a device model says of this: zod schemas by the name of the fact. */
export const customerFacts = {
  /** What the consumer is shown, and enters. */
  customer: z.strictObject({
    'message-characters': characters,
    'supplier-name-characters': characters,
    'supplier-telephone-characters': characters,
    'pin-digits': z.number().int().min(4).max(12),
  }),
};
