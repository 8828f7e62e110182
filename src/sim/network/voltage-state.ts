import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';

/** What the meter watches the voltage for: over or under a threshold, on average or for longer than a period. */
export const voltageLimits = [
  'average-over',
  'average-under',
  'extreme-over',
  'extreme-under',
  'swell',
  'sag',
] as const;
export type VoltageLimit = (typeof voltageLimits)[number];

const limit = z
  .strictObject({
    /** 0.1 V */
    threshold: count,
    /** Seconds; of no account for an average. */
    period: count,
    /** How often it was passed since it was last reset. */
    counter: count,
  })
  .readonly();

const limits = z.record(z.enum(voltageLimits), limit).readonly();

/** From a true time on, milliseconds from 1970, the mains have a voltage in 0.1 V, or that of the seed. */
const told = z.strictObject({ from: whole, tenths: count.nullable() }).readonly();
type ToldVoltage = z.infer<typeof told>;

const watch = z
  .strictObject({
    /** True time until which the voltage was looked at, milliseconds from 1970. */
    from: whole,
    /** What is passed. */
    beyond: z.array(z.enum(voltageLimits)).readonly(),
    /** What is passed, or no longer, but not yet for long enough: since when. */
    turning: z.partialRecord(z.enum(voltageLimits), whole).readonly(),
  })
  .readonly();
export type VoltageWatch = z.infer<typeof watch>;

export const voltageState = z
  .strictObject({
    limits,
    /** Seconds over which the voltage is averaged, and since when they are so many: true time, milliseconds from 1970. */
    measurement: z.strictObject({ seconds: count, since: whole }).readonly(),
    /** In order of time. */
    told: z.array(told).readonly(),
    watch,
  })
  .readonly();
export type VoltageState = z.infer<typeof voltageState>;

interface VoltageFacts {
  readonly 'measurement-seconds': number;
  readonly limits: Readonly<Record<VoltageLimit, { readonly volts: number; readonly seconds: number }>>;
}

/** Of a meter that has seen nothing yet: one value for all of a model. */
export function initialVoltage(facts: VoltageFacts): VoltageState {
  const entries = voltageLimits.map((name) => {
    const { volts, seconds } = facts.limits[name];
    return [name, { threshold: Math.round(10 * volts), period: seconds, counter: 0 }] as const;
  });
  return {
    limits: Object.fromEntries(entries) as VoltageState['limits'],
    measurement: { seconds: facts['measurement-seconds'], since: 0 },
    told: [],
    watch: { from: 0, beyond: [], turning: {} },
  };
}

/** The voltage that the mains were told to have at an instant; nothing where that follows from the seed. */
export function toldAt(told: readonly ToldVoltage[], at: number): number | undefined {
  return told.findLast(({ from }) => from <= at)?.tenths ?? undefined;
}
