import { z } from 'zod';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';

export const loadLimitState = z
  .strictObject({
    /** W */
    threshold: count,
    /** W, in force while an emergency profile is. */
    emergencyThreshold: count,
    /** Seconds for which the threshold must be exceeded. */
    period: count,
    /** Seconds after which the supply is enabled again. */
    restoration: count,
    /** Whether the supply is disabled, then armed; otherwise it stays as it is. */
    disables: z.boolean(),
    /** Whether it is enabled again without the consumer. */
    restores: z.boolean(),
    /** `duration` in seconds; `activation` by the meter's clock. */
    emergency: z.strictObject({ id: count, activation: dateTimeSchema, duration: count }).readonly(),
    /** Emergency profiles that apply to this meter. */
    groups: z.array(count).readonly(),
    /** Load limiting events since it was last reset. */
    counter: count,
    /** True time of the last event, milliseconds from 1970. */
    tripped: whole,
    watch: z
      .strictObject({
        /** True time until which the power was looked at, milliseconds from 1970. */
        from: whole,
        /** Since when it has been above the threshold without an event; nothing where it isn't. */
        since: whole.nullable(),
        /** Whether it hasn't been below the threshold since the last event. */
        exceeded: z.boolean(),
      })
      .readonly(),
  })
  .readonly();
export type LoadLimitState = z.infer<typeof loadLimitState>;

interface LoadLimitFacts {
  readonly threshold: number;
  readonly 'period-seconds': number;
  readonly 'restoration-seconds': number;
  readonly 'supply-state': 'unchanged' | 'disabled';
}

/** Of a meter that was never told anything. */
export function initialLoadLimit(facts: LoadLimitFacts): LoadLimitState {
  return {
    threshold: facts.threshold,
    emergencyThreshold: facts.threshold,
    period: facts['period-seconds'],
    restoration: facts['restoration-seconds'],
    disables: facts['supply-state'] === 'disabled',
    restores: true,
    emergency: { id: 0, activation: {}, duration: 0 },
    groups: [],
    counter: 0,
    tripped: 0,
    watch: { from: 0, since: null, exceeded: false },
  };
}
