import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';

/** How consumption is priced: by rate alone, or by block within a rate. */
export const pricings = ['time-of-use', 'block'] as const;
export const BLOCKS = 4;

const amounts = z.array(count).readonly();

const pricesSchema = z
  .strictObject({
    /** Ten to the power of it makes pounds. */
    scale: whole.min(-5).max(0),
    /** A kWh, by rate. */
    timeOfUse: amounts,
    /** A kWh, by rate and by block. */
    block: z.array(amounts).readonly(),
    /** A day. */
    standingCharge: count,
    standingScale: whole.min(-5).max(0),
  })
  .readonly();
export type Prices = z.infer<typeof pricesSchema>;

export const termsSchema = z
  .strictObject({
    pricing: z.enum(pricings),
    /** By rate: units of the register in a block period from which the second, third and fourth block are in force. */
    thresholds: z.array(amounts).readonly(),
    prices: pricesSchema,
  })
  .readonly();
/** What consumption costs. A value: it is replaced, never changed. */
export type Terms = z.infer<typeof termsSchema>;

interface Worked {
  /** The price of every rate, if it is one and the same. */
  readonly only: number | undefined;
  readonly timeOfUse: readonly number[];
  readonly block: readonly (readonly number[])[];
}

const known = new WeakMap<Prices, Worked>();

/** Prices in thousandths of a penny for each kWh: whole numbers. */
export function worked(prices: Prices): Worked {
  const before = known.get(prices);
  if (before !== undefined) return before;
  const factor = 10 ** (prices.scale + 5);
  const timeOfUse = prices.timeOfUse.map((price) => price * factor);
  const made = {
    only: timeOfUse.every((price) => price === timeOfUse[0]) ? timeOfUse[0] : undefined,
    timeOfUse,
    block: prices.block.map((blocks) => blocks.map((price) => price * factor)),
  };
  known.set(prices, made);
  return made;
}

/** The block, from 0, of whoever has used so many units in the block period. */
export function blockAt(thresholds: readonly number[], used: number): number {
  return thresholds.filter((threshold) => threshold <= used).length;
}

/** How many of the units from `from` to `to` of a block period lie in each block. */
export function divided(thresholds: readonly number[], from: number, to: number): readonly number[] {
  return Array.from({ length: BLOCKS }, (_, block) => {
    const low = Math.max(from, block === 0 ? 0 : (thresholds[block - 1] ?? Number.POSITIVE_INFINITY));
    const high = Math.min(to, thresholds[block] ?? Number.POSITIVE_INFINITY);
    return Math.max(0, high - low);
  });
}

/** Thousandths of a penny that a kWh costs at most, £1000, and millionths that a day does: as much. */
const MOST = { price: 100_000_000, standing: 100_000_000_000 } as const;

/** Whether prices can be put in force: beyond a thousand pounds a kWh, or a day, what it all costs is no longer exact. */
export function arePrices(prices: Prices): boolean {
  const { timeOfUse, block } = worked(prices);
  return (
    Math.max(0, ...timeOfUse, ...block.flat()) <= MOST.price &&
    prices.standingCharge * 10 ** (prices.standingScale + 8) <= MOST.standing
  );
}

/** Whether a matrix of thresholds can be put in force: no block ends before it begins. */
export function areThresholds(thresholds: Terms['thresholds']): boolean {
  return thresholds.every((row) => row.every((threshold, i) => i === 0 || threshold >= (row[i - 1] as number)));
}
