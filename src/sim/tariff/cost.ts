import { keepRows } from '../billing/consumption-values.ts';
import { MOST_ERAS } from '../readings/registers.ts';
import { type Charged, termsInForce } from './block-periods.ts';
import { emptyBlocks, keepBlocks, settleBlocks, usedInPeriod } from './blocks.ts';
import { consumptionCost, lastSegment } from './charging.ts';
import type { Segment } from './state.ts';
import type { Terms } from './terms.ts';

/** Segments kept of one meter. */
export const MOST_SEGMENTS = 64;

/** Fixes the cost until now: whoever changes what a unit costs, or how much energy it is, calls it before. */
export function settleCost(meter: Charged): void {
  beginSegment(meter, usedInPeriod(meter, meter.now()));
}

/** From now on consumption costs what `terms` say; the blocks stay as full as they are. */
export function changeTerms(meter: Charged, terms: Terms): void {
  settleCost(meter);
  keepBlocks(meter);
  const { tariff } = meter.state;
  meter.state.tariff = { ...tariff, terms: [...tariff.terms, terms] };
  beginSegment(meter, usedInPeriod(meter, meter.now()));
}

/** The blocks begin anew now. */
export function resetBlocks(meter: Charged): void {
  if (termsInForce(meter.state.tariff).pricing === 'block') beginSegment(meter, []);
  emptyBlocks(meter);
}

/** Whether the blocks begin anew each day, from now on. */
export function setDailyReset(meter: Charged, dailyReset: boolean): void {
  settleCost(meter);
  keepBlocks(meter);
  meter.state.tariff = { ...meter.state.tariff, dailyReset };
  beginSegment(meter, usedInPeriod(meter, meter.now()));
}

/** Before eras melt, what follows from when something was consumed is fixed. */
export function settleBeforeMelting(meter: Charged): void {
  if (meter.state.eras.length < MOST_ERAS) return;
  keepRows(meter);
  settleBlocks(meter);
  if (termsInForce(meter.state.tariff).pricing === 'block' && lastSegment(meter).resets !== 'none') settleCost(meter);
}

function beginSegment(meter: Charged, used: readonly number[]): void {
  keepRows(meter);
  const { state, registers } = meter;
  const { dailyReset, terms } = state.tariff;
  const from = meter.now();
  const before = lastSegment(meter);
  const next: Segment = {
    from,
    cost: consumptionCost(meter, from),
    terms: terms.length - 1,
    energyPerUnit: null,
    rates: registers.rates(0, from),
    used,
    resets: dailyReset ? 'daily' : 'none',
  };
  const closed = { ...before, energyPerUnit: before.energyPerUnit ?? meter.energyPerUnit };
  const others = state.cost.segments.slice(0, -1);
  const segments = before.from === from ? [...others, next] : [...others, closed, next];
  forgetTerms(meter, segments.slice(-MOST_SEGMENTS));
}

/** Leaves only the terms that a segment still names; the last segment names the ones in force. */
function forgetTerms({ state }: Charged, segments: readonly Segment[]): void {
  const { terms } = state.tariff;
  const named = [...new Set(segments.map((segment) => segment.terms))].sort((a, b) => a - b);
  const isWhole = named.length === terms.length;
  if (!isWhole) state.tariff = { ...state.tariff, terms: named.map((index) => terms[index] as Terms) };
  const kept = isWhole ? segments : segments.map((segment) => ({ ...segment, terms: named.indexOf(segment.terms) }));
  state.cost = { ...state.cost, segments: kept };
}
