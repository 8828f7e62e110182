import { MOST_ERAS } from '../readings/registers.ts';
import { type Charged, resetsBetween, resetsInHistory, termsInForce } from './block-periods.ts';
import { emptyBlocks, keepBlocks, usedInPeriod } from './blocks.ts';
import type { Segment } from './state.ts';
import { divided, type Terms, worked } from './terms.ts';

/** Segments kept of one meter. */
export const MOST_SEGMENTS = 64;

/** How far the cost of a segment has been summed: it is no state. */
interface Walked {
  readonly segment: Segment;
  readonly at: number;
  readonly rates: readonly number[];
  readonly used: readonly number[];
  /** Units times thousandths of a penny for each kWh. */
  readonly sum: number;
}

const firsts = new WeakMap<object, Segment>();
const walks = new WeakMap<object, Walked>();

/**
 * What was consumed cost so much until `at`, in millionths of a penny: a whole number that never goes back, of
 * everything since the meter was installed. A Wh at one thousandth of a penny for each kWh costs one of them.
 */
export function consumptionCost(meter: Charged, at: number): number {
  const { segments } = meter.state.cost;
  let index = segments.length - 1;
  while (index > 0 && (segments[index] as Segment).from > at) index--;
  const segment = segments[index] ?? firstSegment(meter);
  if (at <= segment.from) return segment.cost;
  const units = unitsCharged(meter, segment, at);
  const cost = segment.cost + Math.max(0, Math.floor(units * (segment.energyPerUnit ?? meter.energyPerUnit)));
  return Math.min(cost, segments[index + 1]?.cost ?? cost);
}

/** Millionths of a penny a day. */
export function standingCharge({ state }: Charged): number {
  const { standingCharge: value, standingScale } = termsInForce(state.tariff).prices;
  return value * 10 ** (standingScale + 8);
}

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
  const { eras, tariff } = meter.state;
  if (eras.length < MOST_ERAS || termsInForce(tariff).pricing !== 'block') return;
  if (lastSegment(meter).resets !== 'none') settleCost(meter);
}

function beginSegment(meter: Charged, used: readonly number[]): void {
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

function lastSegment(meter: Charged): Segment {
  return meter.state.cost.segments.at(-1) ?? firstSegment(meter);
}

/** The segment that a meter is in since it was installed, as long as nothing has changed. */
function firstSegment(meter: Charged): Segment {
  const from = meter.registers.eras[0]?.from ?? 0;
  const known = firsts.get(meter);
  if (known?.from === from) return known;
  const made: Segment = {
    from,
    cost: 0,
    terms: 0,
    energyPerUnit: null,
    rates: [],
    used: [],
    resets: resetsInHistory(meter),
  };
  firsts.set(meter, made);
  return made;
}

/** Units of a segment until `at`, each times its price. */
function unitsCharged(meter: Charged, segment: Segment, at: number): number {
  const terms = meter.state.tariff.terms[segment.terms] as Terms;
  const { registers } = meter;
  if (terms.pricing === 'time-of-use') {
    const { timeOfUse } = worked(terms.prices);
    const rates = registers.rates(0, at);
    return timeOfUse.reduce((sum, price, rate) => sum + price * ((rates[rate] ?? 0) - (segment.rates[rate] ?? 0)), 0);
  }
  const walked = walks.get(meter);
  let walk: Walked =
    walked?.segment === segment && walked.at <= at
      ? walked
      : { segment, at: segment.from, rates: segment.rates, used: segment.used, sum: 0 };
  for (const reset of resetsBetween(meter, segment.resets, walk.at, at)) {
    const rates = registers.rates(0, reset);
    walk = { segment, at: reset, rates, used: [], sum: walk.sum + chargedByBlock(terms, walk, rates) };
  }
  // Who asks about the future, or about the past, leaves the walk where those who ask about the present need it.
  if (walk.at <= meter.state.settled && (walked?.segment !== segment || walked.at < walk.at)) walks.set(meter, walk);
  return walk.sum + chargedByBlock(terms, walk, registers.rates(0, at));
}

function chargedByBlock({ thresholds, prices }: Terms, { rates: before, used }: Walked, after: readonly number[]) {
  return worked(prices).block.reduce((sum, blocks, rate) => {
    const from = used[rate] ?? 0;
    const gained = divided(thresholds[rate] ?? [], from, from + (after[rate] ?? 0) - (before[rate] ?? 0));
    return gained.reduce((of, units, block) => of + units * (blocks[block] ?? 0), sum);
  }, 0);
}
