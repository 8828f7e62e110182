export const HALF_HOUR = 1_800_000;

/**
 * What flows is counted in ticks, so that any instant has an exact whole number of them: with a flow that is steady over
 * each half-hour, one millisecond of a half-hour of E units is E ticks. A unit is a Wh, a varh or a litre.
 */
export const TICKS_PER_UNIT = HALF_HOUR;

/** What flows through a meter while its supply is on, by quantity, as a function of seed and time. */
export interface Source {
  /** Ticks from a fixed instant long ago until `at`, in milliseconds from 1970: only differences have a meaning. */
  ticks(quantity: number, at: number): number;
  /** Units an hour at an instant. */
  power(quantity: number, at: number): number;
}
