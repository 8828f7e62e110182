import { firstDateAfter, lastDateUntil } from '../billing/calendar.ts';
import { initialCalendar } from '../billing/state.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { MeterState } from '../meter/state.ts';
import { CapturedRows } from '../readings/captured-rows.ts';
import { DAY } from '../readings/civil-date.ts';
import type { Era, Registers } from '../readings/registers.ts';
import type { Segment, TariffState } from './state.ts';
import type { Terms } from './terms.ts';

/** A meter, as far as what is consumed costs something. */
export interface Charged {
  readonly model: MeterModel;
  readonly state: MeterState;
  readonly registers: Registers;
  readonly era: Era;
  /** Wh of one unit of the register. */
  readonly energyPerUnit: number;
  now(): number;
}

const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

/** What consumption costs at present. */
export function termsInForce({ terms }: TariffState): Terms {
  return terms.at(-1) as Terms;
}

/**
 * True times from `from` on and before `to` at which the blocks began anew by themselves. A block period ends with the
 * instant at which the next one begins: what is captured then is still of the one that ends.
 */
export function resetsBetween(meter: Charged, resets: Segment['resets'], from: number, to: number): readonly number[] {
  if (resets === 'none' || to <= from) return [];
  if (resets === 'history') return historicDates(meter, from, to);
  const midnights = midnightsUntil(meter, to - 1);
  return midnights.slice(midnightsUntil(meter, from - 1).count, midnights.count).map(({ at }) => at);
}

/** The last time before `to` at which the blocks began anew by themselves; nothing where they never did since `from`. */
export function lastReset(meter: Charged, resets: Segment['resets'], from: number, to: number): number | undefined {
  if (resets === 'none') return undefined;
  if (resets === 'daily') {
    const midnights = midnightsUntil(meter, to - 1);
    const [last] = midnights.slice(midnights.count - 1, midnights.count);
    return last !== undefined && last.at >= from ? last.at : undefined;
  }
  const { offset, calendar } = history(meter);
  const date = lastDateUntil(calendar, Math.min(to - 1, meter.state.billing.since) + offset) - offset;
  return date >= from ? date : undefined;
}

/** What makes the blocks of a meter begin anew before they first changed. */
export function resetsInHistory({ model }: Charged): Segment['resets'] {
  return model['tariff-blocks']['daily-reset'] ? 'daily' : 'history';
}

function midnightsUntil({ registers }: Charged, until: number): CapturedRows {
  return new CapturedRows(registers.eras, until, DAY, ANY_NUMBER);
}

/** Before a meter is first looked at, its clock is right and its billing calendar that of its model. */
function historicDates(meter: Charged, from: number, to: number): readonly number[] {
  const { offset, calendar } = history(meter);
  const end = Math.min(to, meter.state.billing.since + 1);
  const dates: number[] = [];
  let date = firstDateAfter(calendar, from - 1 + offset) - offset;
  while (date < end) {
    dates.push(date);
    date = firstDateAfter(calendar, date + offset) - offset;
  }
  return dates;
}

function history({ model, registers }: Charged) {
  return { calendar: initialCalendar(model), offset: registers.eras[0]?.clockOffset ?? 0 };
}
