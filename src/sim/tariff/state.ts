import { z } from 'zod';
import type { Obis } from '../../core/identifiers.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import { count, dateFields, dateTimeSchema, timeFields, whole } from '../classes/value-schemas.ts';
import { termsSchema } from './terms.ts';

/** SMETS1: registers by rate. */
const MOST_RATES = 48;

const weekdays = {
  monday: count,
  tuesday: count,
  wednesday: count,
  thursday: count,
  friday: count,
  saturday: count,
  sunday: count,
};
/** @param selector the rates that its days may name: a calendar that waits may yet be one that can't be activated */
const calendarSchema = (selector: z.ZodNumber) =>
  z.strictObject({
    name: z.string(),
    seasons: z.array(z.strictObject({ name: z.string(), start: dateTimeSchema, week: z.string() })),
    weeks: z.array(z.strictObject({ name: z.string(), ...weekdays })),
    days: z.array(
      z.strictObject({
        id: count,
        schedule: z.array(
          z.strictObject({ start: z.strictObject(timeFields), script: z.custom<Obis>(Number.isInteger), selector }),
        ),
      }),
    ),
  }) as z.ZodType<Calendar>;
const specialDay = z.strictObject({ index: count, date: z.strictObject(dateFields), dayId: count }).readonly();

export const tariffState = z
  .strictObject({
    /** Those that eras name. */
    known: z
      .array(
        z
          .strictObject({
            calendar: calendarSchema(count.max(MOST_RATES)),
            specialDays: z.array(specialDay).readonly(),
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
    /** The calendar that waits to be activated. */
    passive: calendarSchema(count),
    /** By the meter's clock; no field where it isn't to activate itself. */
    activationTime: dateTimeSchema,
    /** Those that segments name; the last one is in force. */
    terms: z.array(termsSchema).min(1).readonly(),
    /** What waits to be activated: all of it with the calendar, the prices also alone. */
    passiveTerms: termsSchema,
    /** When the passive prices activate themselves. */
    priceActivationTime: dateTimeSchema,
    /** Whether the blocks begin anew each day of the meter's clock instead of each billing period. */
    dailyReset: z.boolean(),
  })
  .readonly();
export type TariffState = z.infer<typeof tariffState>;

const units = z.array(count).readonly();

/** What makes the blocks begin anew within a segment: nothing, midnight, or the billing dates before the meter was first looked at. */
const resets = z.enum(['none', 'daily', 'history']);

const segment = z
  .strictObject({
    /** True time, milliseconds from 1970. */
    from: whole,
    /** Millionths of a penny until then. */
    cost: count,
    /** Index of the terms in force. */
    terms: count,
    /** Wh of a unit; that of the meter as it is now in the last segment. */
    energyPerUnit: z.number().positive().nullable(),
    /** The registers by rate when it began. */
    rates: units,
    /** By rate, what was used in the block period when it began. */
    used: units,
    resets,
  })
  .readonly();
/** From `from` on, until the next segment begins, a unit has cost the same. */
export type Segment = z.infer<typeof segment>;

export const blocksSchema = z
  .strictObject({
    /** True time, milliseconds from 1970. */
    at: whole,
    /** The registers by rate at that time; nothing where they still follow from the eras. */
    rates: units.nullable(),
    /** Units by rate and block, counted in the block period until that time; nothing where it began then. */
    counters: z.array(units).readonly().nullable(),
  })
  .readonly();
export type Blocks = z.infer<typeof blocksSchema>;

export const costState = z
  .strictObject({
    /** In order of time; none while nothing has changed since the meter was installed. */
    segments: z.array(segment).readonly(),
    /** How far the blocks had been filled when they last changed; nothing where they never did. */
    blocks: blocksSchema.nullable(),
  })
  .readonly();
export type CostState = z.infer<typeof costState>;
