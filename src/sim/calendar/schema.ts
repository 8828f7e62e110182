import { z } from 'zod';
import type { Obis } from '../../core/identifiers.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import { count, dateFields, dateTimeSchema, timeFields } from '../classes/value-schemas.ts';

const weekdays = {
  monday: count,
  tuesday: count,
  wednesday: count,
  thursday: count,
  friday: count,
  saturday: count,
  sunday: count,
};

/**
 * A calendar, as states keep it.
 * @param selector what its days may name
 */
export function calendarSchema(selector: z.ZodNumber = count): z.ZodType<Calendar> {
  const action = z.strictObject({
    start: z.strictObject(timeFields),
    script: z.custom<Obis>(Number.isInteger),
    selector,
  });
  return z.strictObject({
    name: z.string(),
    seasons: z.array(z.strictObject({ name: z.string(), start: dateTimeSchema, week: z.string() })),
    weeks: z.array(z.strictObject({ name: z.string(), ...weekdays })),
    days: z.array(z.strictObject({ id: count, schedule: z.array(action) })),
  }) as z.ZodType<Calendar>;
}

export const specialDaysSchema = z
  .array(z.strictObject({ index: count, date: z.strictObject(dateFields), dayId: count }).readonly())
  .readonly();
