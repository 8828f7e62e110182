import { z } from 'zod';
import { tamperKinds } from './state.ts';

/** What a device model says of this: zod schemas by the name of the fact. */
export const tamperFacts = {
  /** What the meter can tell of being tampered with; of the rest it notices nothing. */
  tamper: z.strictObject({ detects: z.array(z.enum(tamperKinds)) }),
};
