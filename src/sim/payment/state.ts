import { z } from 'zod';
import { calendarSchema, specialDaysSchema } from '../calendar/schema.ts';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';
import { periods } from './facts.ts';

/** Money is in millionths of a penny everywhere in the state. */
const money = whole;
const pair = <T extends z.ZodType>(each: T) => z.tuple([each, each]).readonly();

/** What the meter owes and is owed at an instant; how it goes on from there follows from it, see `advanced`. */
const ledger = z
  .strictObject({
    /** True time, milliseconds from 1970; nothing for when the meter was installed. */
    at: whole.nullable(),
    /** Cost of all consumption until then; nothing where it hasn't been worked out yet. */
    cost: count.nullable(),
    /** Milliseconds by which the meter's clock is ahead since then. */
    clockOffset: whole,
    /** The standing charge a day since then. */
    standing: count,
    /** Whether the supply is disabled since then. */
    disabled: z.boolean(),
    /** Meter Balance. */
    balance: money,
    /** Emergency Credit Balance, and how much was granted when it was activated: 0 where it isn't. */
    emergency: count,
    granted: count,
    /** Accumulated Debt Register: what became due while nothing was left to take it from. */
    accumulated: count,
    timeDebts: pair(count),
    paymentDebt: count,
    /** All that was ever collected of each. */
    paid: z.strictObject({ standing: count, timeDebts: pair(count), paymentDebt: count }).readonly(),
  })
  .readonly();
export type Ledger = z.infer<typeof ledger>;

const recovery = z
  .strictObject({
    /** As it was given: so much, times ten to the power of `scale`, in pounds. */
    charge: whole,
    scale: whole,
    period: z.enum(periods),
  })
  .readonly();
/** At which rate a time-based debt is recovered. */
export type Recovery = z.infer<typeof recovery>;

const configuration = z
  .strictObject({
    disablementThreshold: money,
    lowCreditThreshold: money,
    emergencyLimit: count,
    emergencyThreshold: money,
    maximumBalance: money,
    maximumCredit: count,
    suspendDebtDisabled: z.boolean(),
    suspendDebtEmergency: z.boolean(),
    recoveries: pair(recovery),
    passiveRecoveries: pair(recovery),
    /** Hundredths of a per cent of each payment that go to the payment-based debt, and the most in a week. */
    recoveryPerPayment: count,
    recoveryCap: count,
  })
  .readonly();
export type Configuration = z.infer<typeof configuration>;

const nonDisablement = z
  .strictObject({
    active: calendarSchema(),
    passive: calendarSchema(),
    /** By the meter's clock; no field where it isn't to activate itself. */
    activationTime: dateTimeSchema,
    specialDays: specialDaysSchema,
  })
  .readonly();
export type NonDisablement = z.infer<typeof nonDisablement>;

/** How a UTRN reaches the meter. */
const deliveries = ['remote', 'manual'] as const;
/** Blue Book, Token gateway, token_status: what became of the last token. */
const tokenOutcomes = ['executed', 'format', 'authentication', 'validation', 'execution'] as const;
export type TokenOutcome = (typeof tokenOutcomes)[number];

const utrns = z
  .strictObject({
    /** Counters up to this one are used. */
    floor: whole,
    /** Counters beyond it that are used, lowest first. */
    used: z.array(count).readonly(),
    /** Wrong ones in a row, entered by hand. */
    wrong: count,
    /** True time until which manual entry is suspended, milliseconds from 1970. */
    suspendedUntil: whole,
    last: z
      .strictObject({ digits: z.string(), time: whole, delivery: z.enum(deliveries), outcome: z.enum(tokenOutcomes) })
      .readonly()
      .nullable(),
  })
  .readonly();
export type Utrns = z.infer<typeof utrns>;

/** A sum, and when it was added or taken by the meter's clock. */
const entry = z.strictObject({ time: whole, amount: count }).readonly();
export type PaymentEntry = z.infer<typeof entry>;

const day = z
  .strictObject({
    /** Midnight of the meter's clock. */
    time: whole,
    balance: money,
    emergency: count,
    accumulated: count,
    paymentDebt: count,
    timeDebts: pair(count),
  })
  .readonly();
/** A row of the prepayment daily read log. */
export type PaymentDay = z.infer<typeof day>;

export const paymentState = z
  .strictObject({
    mode: z.enum(['credit', 'prepayment']),
    ledger,
    configuration,
    nonDisablement,
    utrns,
    /** What has been told already, until its cause is gone. */
    told: z
      .strictObject({
        lowCredit: z.boolean(),
        available: z.boolean(),
        exhausted: z.boolean(),
        below: z.boolean(),
        /** The supply is to be disabled, and stays on until non-disablement ends. */
        suspended: z.boolean(),
      })
      .readonly(),
    /** Days from the ledger's instant in which nothing is due, as far as was looked. */
    horizon: count,
    /** Payment-based debt recovered in which week of the meter's clock, counted from 1970. */
    recovered: z.strictObject({ week: whole, amount: count }).readonly(),
    credits: z.array(entry).readonly(),
    debtPayments: z.array(entry).readonly(),
    days: z.array(day).readonly(),
  })
  .readonly();
export type PaymentState = z.infer<typeof paymentState>;
