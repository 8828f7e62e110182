import { type Charged, lastReset, resetsInHistory, termsInForce } from './block-periods.ts';
import { blockRatesOf } from './initial-terms.ts';
import type { Blocks } from './state.ts';
import { BLOCKS, blockAt, divided, worked } from './terms.ts';

type Counters = Blocks['counters'];

/** Tariff Block Counter Matrix: units of the block period by rate, and in it by block. */
export function blockCounters(meter: Charged, at: number): Counters {
  const { rates: before, counters } = periodUntil(meter, at);
  const { thresholds } = termsInForce(meter.state.tariff);
  const rates = meter.registers.rates(0, at);
  return counters.map((row, rate) => {
    const used = sum(row);
    const gained = divided(thresholds[rate] ?? [], used, used + (rates[rate] ?? 0) - (before[rate] ?? 0));
    return row.map((units, block) => units + (gained[block] as number));
  });
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
  setBlocks(meter, blockCounters(meter, meter.now()));
}

/** From now on the blocks are filled anew. */
export function emptyBlocks(meter: Charged): void {
  setBlocks(meter, emptyCounters(meter));
}

function setBlocks(meter: Charged, counters: Counters): void {
  const at = meter.now();
  const { state, registers } = meter;
  state.cost = { ...state.cost, blocks: { at, rates: registers.rates(0, at), counters } };
}

/** How far the blocks were filled when they last changed before `at`, or began anew by themselves. */
function periodUntil(meter: Charged, at: number): Pick<Blocks, 'rates' | 'counters'> {
  const { cost, tariff } = meter.state;
  const changed = cost.blocks !== null && cost.blocks.at <= at ? cost.blocks : undefined;
  const resets = changed === undefined ? resetsInHistory(meter) : tariff.dailyReset ? 'daily' : 'none';
  const reset = lastReset(meter, resets, changed?.at ?? Number.NEGATIVE_INFINITY, at);
  if (reset !== undefined) return { rates: meter.registers.rates(0, reset), counters: emptyCounters(meter) };
  return changed ?? { rates: [], counters: emptyCounters(meter) };
}

const EMPTY = Array.from({ length: BLOCKS }, () => 0);

function emptyCounters({ model }: Charged): Counters {
  return Array.from({ length: blockRatesOf(model) }, () => EMPTY);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
