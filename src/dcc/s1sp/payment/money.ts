import { S1benchError } from '../../../core/errors.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import type { Device } from '../device.ts';
import type { ObjectRef } from '../objects/object-ref.ts';
import { accountParts, payment } from '../objects/payment.ts';
import { whole } from '../parameters.ts';
import { integerOf, listOf, numberOf, textOf } from '../values.ts';

/**
 * Amounts of DUIS and of the MMC are in thousandths of a penny. That such are its currency units is recalled; the name of
 * the unit, Millipence, is public (MMC 5.4, ReadTariffPrimaryElementRsp).
 */
const MILLIPENCE_SCALE = -5;
const PENCE_SCALE = -2;
const STERLING = 'GBP';
const MONETARY = 2;
const HIGHEST = 2 ** 31 - 1;
/** Between two scales, each of which is an integer of eight bits. */
const MOST_DIGITS = 255;

/** xs:int. */
export const int = whole(-(2 ** 31), HIGHEST);

/** Where DUIS and the MMC count in pence. */
export function ofPence(pence: number): number {
  return rescaled(BigInt(pence), PENCE_SCALE, MILLIPENCE_SCALE);
}

/** @throws `step-value-unexpected` for what isn't whole pence */
export function inPence(amount: number): number {
  return rescaled(BigInt(amount), MILLIPENCE_SCALE, PENCE_SCALE);
}

/** How a meter counts money, as its account says. */
export class Money {
  readonly #device: Device;
  /** A meter counts in pounds times ten to the power of it. */
  readonly #scale: number;

  private constructor(device: Device, scale: number) {
    this.#device = device;
    this.#scale = scale;
  }

  /** Asks the meter in what it counts money; anything else than sterling fails the step. */
  static async of(device: Device): Promise<Money> {
    return new Money(device, await device.read(payment.account, accountParts.currency, sterlingScaleOf));
  }

  /** Reads an amount. */
  read(object: ObjectRef, attribute: number): Promise<number> {
    return this.#device.read(object, attribute, (data) => this.amountOf(data));
  }

  /** @throws `step-value-unexpected` for what thousandths of a penny can't say exactly */
  amountOf(data: Data): number {
    return rescaled(integerOf(data), this.#scale, MILLIPENCE_SCALE);
  }

  /** What the meter takes for an amount. @throws StepFailed where it counts too coarsely for it, or not as far */
  data(amount: number): Data {
    const value = this.#device.decoded(() => rescaled(BigInt(amount), MILLIPENCE_SCALE, this.#scale));
    if (value > HIGHEST || value < -HIGHEST - 1)
      throw this.#device.unexpected(`${amount}, more than the meter can hold`);
    return { type: 'double-long', value };
  }
}

/**
 * The same amount in pounds times ten to the power of another scale.
 * @throws `step-value-unexpected` where that isn't whole
 */
export function rescaled(value: bigint, from: number, to: number): number {
  const digits = Math.abs(from - to);
  if (digits > MOST_DIGITS) {
    throw new S1benchError('step-value-unexpected', { found: `a scale of ${from} or ${to}`, expected: '-128 to 127' });
  }
  const factor = 10n ** BigInt(digits);
  const isExact = from >= to || value % factor === 0n;
  const result = from >= to ? value * factor : value / factor;
  if (isExact && Number.isSafeInteger(Number(result))) return Number(result);
  throw new S1benchError('step-value-unexpected', {
    found: `${value}E${from} pounds`,
    expected: `a whole number of 1E${to} pounds`,
  });
}

/** Blue Book 4.6.2, currency: name, scale, unit. */
function sterlingScaleOf(data: Data): number {
  const [name, scale, unit] = listOf(data);
  if (name === undefined || scale === undefined || unit === undefined || textOf(name) !== STERLING) {
    throw new S1benchError('step-value-unexpected', { found: 'another currency', expected: STERLING });
  }
  if (numberOf(unit) !== MONETARY) {
    throw new S1benchError('step-value-unexpected', {
      found: `unit ${numberOf(unit)}`,
      expected: `${MONETARY}, money`,
    });
  }
  return numberOf(scale);
}
