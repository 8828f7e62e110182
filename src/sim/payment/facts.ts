import { z } from 'zod';

const pence = z.number().int();
const positive = z.number().int().min(1);

/** Whether time is counted in whole hours, days or weeks, of the meter's clock. */
export const periods = ['hour', 'day', 'week'] as const;

/** What a device model says of this: zod schemas by the name of the fact. Money is in pence. */
export const paymentFacts = {
  /** How a meter is delivered. */
  payment: z.strictObject({
    mode: z.enum(['credit', 'prepayment']),
    balance: pence,
    'disablement-threshold': pence,
    'low-credit-threshold': pence,
    'emergency-credit-limit': pence.nonnegative(),
    'emergency-credit-threshold': pence,
    'maximum-balance': positive,
    'maximum-credit': positive,
    'debt-recovery-cap': pence.nonnegative(),
  }),
  /** How UTRNs are taken. */
  utrn: z.strictObject({
    /** Accepted counters that are remembered; what lies before them counts as used. */
    window: positive.max(256),
    /** Wrong ones in a row by which manual entry is suspended. */
    attempts: positive,
    'suspension-minutes': positive,
  }),
  /** Entries that each log of the payment functions holds. */
  'payment-logs': z.strictObject({
    days: positive.max(400),
    credits: positive.max(100),
    'debt-payments': positive.max(100),
  }),
};

const facts = z.strictObject(paymentFacts);
export type PaymentFacts = z.infer<typeof facts>;
