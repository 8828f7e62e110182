import { type Charged, lastReset, resetsInHistory, termsInForce } from './block-periods.ts';
import { blockRatesOf, initialTerms } from './initial-terms.ts';
import type { Blocks } from './state.ts';
import { BLOCKS, blockAt, divided, type Terms, worked } from './terms.ts';

type Counters = NonNullable<Blocks['counters']>;

/**
 * Tariff Block Counter Matrix: units of the block period by rate, and in it by block.
 * @param blocks how they had been filled when they last changed before `at`
 */
export function blockCounters(meter: Charged, at: number, blocks = meter.state.cost.blocks): Counters {
  const { rates: before, counters } = periodUntil(meter, at, blocks);
  const thresholds = thresholdsAt(meter, at);
  const rates = meter.registers.rates(0, at);
  return counters.map((row, rate) => {
    const used = sum(row);
    const gained = divided(thresholds[rate] ?? [], used, used + (rates[rate] ?? 0) - (before[rate] ?? 0));
    return row.map((units, block) => units + (gained[block] as number));
  });
}

/** What parted the blocks at that time: billing data of before a change of tariff stays as it was. */
function thresholdsAt({ model, state: { cost, tariff } }: Charged, at: number): Terms['thresholds'] {
  const segment = cost.segments.findLast(({ from }) => from <= at);
  if (segment !== undefined) return (tariff.terms[segment.terms] as Terms).thresholds;
  return (cost.segments.length === 0 ? termsInForce(tariff) : initialTerms(model)).thresholds;
}

/** By rate, what was used in the block period. */
export function usedInPeriod(meter: Charged, at: number): readonly number[] {
  return blockCounters(meter, at).map(sum);
}

/** The block in force, from 0; nothing where the rate in force isn't divided into blocks. */
export function activeBlock(meter: Charged, at: number): number | undefined {
  const rate = meter.registers.rateAt(at);
  const thresholds = termsInForce(meter.state.tariff).thresholds[rate];
  return thresholds === undefined ? undefined : blockAt(thresholds, usedInPeriod(meter, at)[rate] ?? 0);
}

/** Thousandths of a penny that a kWh costs. */
export function activePrice(meter: Charged, at: number): number {
  const { pricing, prices } = termsInForce(meter.state.tariff);
  const { timeOfUse, block } = worked(prices);
  const rate = meter.registers.rateAt(at);
  if (pricing === 'time-of-use') return timeOfUse[rate] ?? 0;
  return block[rate]?.[activeBlock(meter, at) ?? 0] ?? 0;
}

/** From now on the blocks are filled from where they are. */
export function keepBlocks(meter: Charged): void {
  const now = meter.now();
  setBlocks(meter.state, now, blockCounters(meter, now));
}

/** From now on the blocks are filled anew. */
export function emptyBlocks(meter: Charged): void {
  setBlocks(meter.state, meter.now(), null);
}

/** What has been counted until now no longer follows from the eras, which are about to melt. */
export function settleBlocks({ state, registers }: Charged): void {
  const { blocks } = state.cost;
  if (blocks === null || blocks.rates !== null) return;
  state.cost = { ...state.cost, blocks: { ...blocks, rates: registers.rates(0, blocks.at) } };
}

function setBlocks(state: Charged['state'], at: number, counters: Counters | null): void {
  state.cost = { ...state.cost, blocks: { at, rates: null, counters } };
}

/** How far the blocks were filled when they last changed before `at`, or began anew by themselves. */
function periodUntil(
  meter: Charged,
  at: number,
  blocks: Blocks | null,
): { readonly rates: readonly number[]; readonly counters: Counters } {
  const changed = blocks !== null && blocks.at <= at ? blocks : undefined;
  const daily = meter.state.tariff.dailyReset ? 'daily' : 'none';
  const resets = changed === undefined ? resetsInHistory(meter) : daily;
  const reset = lastReset(meter, resets, changed?.at ?? Number.NEGATIVE_INFINITY, at);
  const counters = emptyCounters(meter);
  if (reset !== undefined) return { rates: meter.registers.rates(0, reset), counters };
  if (changed === undefined) return { rates: [], counters };
  return { rates: changed.rates ?? meter.registers.rates(0, changed.at), counters: changed.counters ?? counters };
}

const EMPTY = Array.from({ length: BLOCKS }, () => 0);

function emptyCounters({ model }: Charged): Counters {
  return Array.from({ length: blockRatesOf(model) }, () => EMPTY);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
