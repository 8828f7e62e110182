import { doubleLong, type Shape } from '../classes/values.ts';

/** Money is counted in millionths of a penny. */
const PENNY = 1_000_000;
/** What amounts on the wire count: a thousandth of a penny, 10^-5 pounds. */
const WIRE_UNIT = 1000;
export const CURRENCY_SCALE = -5;
const POUND_EXPONENT = 8;
const RANGE = { lowest: -(2 ** 31), highest: 2 ** 31 - 1 } as const;

export function ofPence(pence: number): number {
  return pence * PENNY;
}

/**
 * Money as double-long in thousandths of a penny. What is less than a thousandth is cut off downwards; what doesn't fit
 * shows as the most that does.
 */
export const amount: Shape<number> = {
  encode(value) {
    const shown = Math.floor(value / WIRE_UNIT);
    return doubleLong.encode(Math.min(Math.max(shown, RANGE.lowest), RANGE.highest));
  },
  decode(data) {
    const shown = doubleLong.decode(data);
    return shown === undefined ? undefined : shown * WIRE_UNIT;
  },
};

/** A price as classes carry it, `charge` times ten to the power of `scale` in pounds; nothing where it isn't whole. */
export function ofPounds(charge: number, scale: number): number | undefined {
  const exponent = scale + POUND_EXPONENT;
  return exponent < 0 || exponent > POUND_EXPONENT ? undefined : charge * 10 ** exponent;
}
