import { z } from 'zod';

/** Schemas of the values that states hold, for reading them back. */
export const whole = z.number().int();
export const count = whole.nonnegative();

export const dateFields = {
  year: z.exactOptional(whole),
  month: z.exactOptional(whole),
  dayOfMonth: z.exactOptional(whole),
  dayOfWeek: z.exactOptional(whole),
};
export const timeFields = {
  hour: z.exactOptional(whole),
  minute: z.exactOptional(whole),
  second: z.exactOptional(whole),
  hundredths: z.exactOptional(whole),
};
export const dateTimeSchema = z
  .strictObject({
    ...dateFields,
    ...timeFields,
    deviation: z.exactOptional(whole),
    clockStatus: z.exactOptional(whole),
  })
  .readonly();
