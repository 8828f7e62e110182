import { z } from 'zod';
import { calendarSchema, specialDaysSchema } from '../calendar/schema.ts';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';
import { termsSchema } from './terms.ts';

/** SMETS1: registers by rate. */
const MOST_RATES = 48;

/** Rates that a calendar in force may name: one that waits may yet be one that can't be activated. */
const inForce = calendarSchema(count.max(MOST_RATES));

export const tariffState = z
  .strictObject({
    /** Those that eras name. */
    known: z
      .array(
        z
          .strictObject({
            calendar: inForce,
            specialDays: specialDaysSchema,
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
    /** The calendar that waits to be activated. */
    passive: calendarSchema(),
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
