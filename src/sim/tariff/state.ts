import { z } from 'zod';
import type { Obis } from '../../core/identifiers.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import { count, dateFields, dateTimeSchema, timeFields } from '../classes/value-schemas.ts';

const dayAction = z.strictObject({
  start: z.strictObject(timeFields),
  script: z.custom<Obis>(Number.isInteger),
  selector: count,
});
const weekdays = {
  monday: count,
  tuesday: count,
  wednesday: count,
  thursday: count,
  friday: count,
  saturday: count,
  sunday: count,
};
const calendar = z.strictObject({
  name: z.string(),
  seasons: z.array(z.strictObject({ name: z.string(), start: dateTimeSchema, week: z.string() })),
  weeks: z.array(z.strictObject({ name: z.string(), ...weekdays })),
  days: z.array(z.strictObject({ id: count, schedule: z.array(dayAction) })),
}) as z.ZodType<Calendar>;
const specialDay = z.strictObject({ index: count, date: z.strictObject(dateFields), dayId: count }).readonly();

export const tariffState = z
  .strictObject({
    /** Those that eras name. */
    known: z
      .array(z.strictObject({ calendar, specialDays: z.array(specialDay).readonly() }).readonly())
      .min(1)
      .readonly(),
    /** The calendar that waits to be activated. */
    passive: calendar,
    /** By the meter's clock; no field where it isn't to activate itself. */
    activationTime: dateTimeSchema,
  })
  .readonly();
export type TariffState = z.infer<typeof tariffState>;
