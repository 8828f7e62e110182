import { S1benchError } from '../../../core/errors.ts';
import type { Device } from '../device.ts';
import type { ObjectRef } from '../objects/object-ref.ts';
import { chargeParts } from '../objects/payment.ts';
import type { Money } from './money.ts';

/** What a sum of amounts may be off by, each of which is cut to a thousandth of a penny. */
const ROUNDING = 5;
/** An amount that shows this may be more: it is the most that a meter can show. */
const MOST_SHOWN = 2 ** 31 - 1;

/** An amount, with what was ever taken of it by charges, in that order of reading or the other. */
export interface Holding {
  readonly amount: number;
  readonly taken: number;
}

/** A change of an amount, between two looks at it. */
export interface Change {
  readonly before: Holding;
  readonly after: Holding;
  /** What was asked to be added. */
  readonly by: number;
}

/**
 * Whether a change was made of an amount that charges take from all the time: it would have fallen by what they took at
 * most, from where it was, or from where the change brought it.
 * @throws `step-value-unexpected` where it can't be told: the two are too near each other
 */
export function wasMade({ before, after, by }: Change): boolean {
  const rise = after.amount - before.amount;
  const taken = after.taken - before.taken;
  const isMade = isFallFrom(by, rise, taken);
  const isNotMade = isFallFrom(0, rise, taken);
  const isSeen = before.taken < MOST_SHOWN && after.taken < MOST_SHOWN;
  if (isMade !== isNotMade && isSeen) return isMade;
  throw new S1benchError('step-value-unexpected', {
    found: `an amount that rose by ${rise}`,
    expected: `by 0 or by ${by}, less at most ${taken}`,
  });
}

function isFallFrom(from: number, rise: number, taken: number): boolean {
  return rise >= from - taken - ROUNDING && rise <= from + ROUNDING;
}

/** What charges have ever taken. */
export async function readTaken(money: Money, charges: readonly ObjectRef[]): Promise<number> {
  let taken = 0;
  for (const charge of charges) taken += await money.read(charge, chargeParts.paid);
  return taken;
}

/** As `readTaken`, without being steps. @throws what the services throw, `step-value-unexpected` */
export async function peekTaken(device: Device, money: Money, charges: readonly ObjectRef[]): Promise<number> {
  let taken = 0;
  for (const charge of charges) taken += await peekAmount(device, money, charge, chargeParts.paid);
  return taken;
}

/** @throws what the services throw, `step-value-unexpected` */
export async function peekAmount(device: Device, money: Money, object: ObjectRef, attribute: number): Promise<number> {
  const data = await device.peek(object, attribute);
  if (data !== undefined) return money.amountOf(data);
  throw new S1benchError('step-value-unexpected', { found: 'a refusal', expected: 'an amount' });
}
