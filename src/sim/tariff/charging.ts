import { type Charged, resetsBetween, resetsInHistory, termsInForce } from './block-periods.ts';
import type { Segment } from './state.ts';
import { divided, type Terms, worked } from './terms.ts';

/** How far the cost of a segment has been summed: it is no state. */
interface Walked {
  readonly segment: Segment;
  readonly at: number;
  readonly rates: readonly number[];
  readonly used: readonly number[];
  /** Units times thousandths of a penny for each kWh. */
  readonly sum: number;
}

/** Beyond 45 million pounds it stands still: further on not every whole number could be told. */
const MOST_COST = 2 ** 52;

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
  const gained = Math.max(0, Math.floor(units * (segment.energyPerUnit ?? meter.energyPerUnit)));
  const cost = Math.min(segment.cost + gained, MOST_COST);
  return Math.min(cost, segments[index + 1]?.cost ?? cost);
}

/** Millionths of a penny a day. */
export function standingCharge({ state }: Charged): number {
  const { standingCharge: value, standingScale } = termsInForce(state.tariff).prices;
  return value * 10 ** (standingScale + 8);
}

const MILLIPENNY = 1000;
const WRAPS_AT = 0x100000000;

/** The register of cost: thousandths of a penny. */
export function costRegister(meter: Charged, at: number): number {
  return Math.floor(consumptionCost(meter, at) / MILLIPENNY) % WRAPS_AT;
}

/** The segment in force. */
export function lastSegment(meter: Charged): Segment {
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
    const { timeOfUse, only } = worked(terms.prices);
    // The total is known at once, where registers by rate may have to be summed over years.
    if (only !== undefined)
      return only * (registers.total(0, at) - segment.rates.reduce((all, units) => all + units, 0));
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
