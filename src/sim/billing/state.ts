import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';
import type { MeterModel } from '../files/device-model.ts';
import { DAY, dayNumber } from '../readings/civil-date.ts';
import { blocksSchema } from '../tariff/state.ts';
import { periods } from './calendar.ts';

/** Why a row was written to the billing data log. */
export const billingCauses = ['billing-date', 'command', 'tariff-change', 'payment-mode-change'] as const;
export type BillingCause = (typeof billingCauses)[number];

const row = z
  .strictObject({
    /** True time, milliseconds from 1970. */
    at: whole,
    /** Of the meter's clock. */
    time: whole,
    cause: z.enum(billingCauses),
    /** How the blocks had been filled when they last changed before it. */
    blocks: blocksSchema.nullable(),
    /** What was captured of consumption; nothing as long as it follows from what the meter has measured. */
    consumption: z.array(count).readonly().nullable(),
    /** What the further columns of the design captured, in their order. */
    more: z.array(whole).readonly(),
  })
  .readonly();
export type BillingRow = z.infer<typeof row>;

export const billingState = z
  .strictObject({
    /** Dates are of the meter's clock. */
    calendar: z.strictObject({ start: count, period: z.enum(periods) }).readonly(),
    /** What the meter's clock showed when the last billing date was done, or the calendar was set. */
    after: whole,
    /** True time of that. */
    afterAt: whole,
    /** True time until which no row was written: what the log shows of it follows from the registers. */
    since: whole,
    /** The oldest first. */
    rows: z.array(row).readonly(),
    /** Rows that are yet to be written, at the instant that they name. */
    due: z.array(z.strictObject({ at: whole, cause: z.enum(billingCauses) }).readonly()).readonly(),
  })
  .readonly();
export type BillingState = z.infer<typeof billingState>;

const known = new WeakMap<MeterModel, BillingState>();

/** The beginning of a meter that is first looked at at `at`: one value for all of a model that begin together. */
export function initialBilling(model: MeterModel, at: number): BillingState {
  const before = known.get(model);
  const until = at - 1;
  if (before?.since === until) return before;
  const calendar = initialCalendar(model);
  const made: BillingState = { calendar, after: until, afterAt: until, since: until, rows: [], due: [] };
  known.set(model, made);
  return made;
}

/** The billing calendar that a model is delivered with. */
export function initialCalendar({ billing: { start, period } }: MeterModel): BillingState['calendar'] {
  const { year, month, day } = Temporal.PlainDate.from(start);
  return { start: dayNumber(year, month, day) * DAY, period };
}
