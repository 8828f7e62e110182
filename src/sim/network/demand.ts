import type { Esme } from '../esme/esme.ts';
import { DAY } from '../readings/civil-date.ts';
import type { Era } from '../readings/registers.ts';

/** How far back the highest demand is looked for: as far as the half-hours of 13 months. */
const KEPT = 396 * DAY;
const HOUR = 3_600_000;
/** A period is whole if it is as long as it should be up to one part in so many: a clock is kept right by seconds. */
const WHOLE = 100;

/** A mean power in W over a period that ended at a time of the meter's clock, milliseconds from 1970. */
export interface Demand {
  readonly power: number;
  readonly time: number;
}

/** Mean power over a part of a period, from one true time to another, in W. */
export function meanPower({ registers }: Esme, quantity: 0 | 1, from: number, to: number): number {
  if (to <= from) return 0;
  return Math.round(((registers.total(quantity, to) - registers.total(quantity, from)) * HOUR) / (to - from));
}

/** The period of the meter's clock that a true time is in: its beginning in true time. */
export function periodStart({ registers }: Esme, at: number, period: number): number {
  const { clockOffset } = registers.eraAt(at);
  return Math.floor((at + clockOffset) / period) * period - clockOffset;
}

interface Searched {
  readonly eras: readonly Era[];
  readonly since: number;
  readonly period: number;
  /** Beginning of the period that was looked at last. */
  readonly until: number;
  readonly highest: Demand | undefined;
}

/** By quantity. It follows from the state alone: what was looked through once needn't be again. */
const searched = [new WeakMap<Esme, Searched>(), new WeakMap<Esme, Searched>()] as const;

/**
 * The highest mean power over a whole period since a true time, or in the last 13 months; the first one, where there are
 * several. Nothing where there was none.
 * @param period milliseconds
 */
export function highestDemand(esme: Esme, quantity: 0 | 1, since: number, period: number): Demand | undefined {
  const { eras } = esme.registers;
  const before = searched[quantity].get(esme);
  const end = periodStart(esme, esme.now(), period);
  const isSame = before !== undefined && before.eras === eras && before.since === since && before.period === period;
  const isRecent = isSame && (before.highest === undefined || before.highest.time > esme.time() - KEPT);
  const first = Math.max(since, eras[0]?.from ?? 0, end - KEPT);
  let highest = isRecent ? before.highest : undefined;
  let at = isRecent ? Math.max(before.until, first) : first;
  while (at < end) {
    const next = Math.min(periodStart(esme, at, period) + period, end);
    // Where the clock was set there is a shorter one, and another when the demand was reset.
    if (Math.abs(next - at - period) <= period / WHOLE) {
      const power = meanPower(esme, quantity, at, next);
      if (power > (highest?.power ?? -1)) highest = { power, time: next + esme.registers.eraAt(next).clockOffset };
    }
    at = next;
  }
  searched[quantity].set(esme, { eras, since, period, until: at, highest });
  return highest;
}
