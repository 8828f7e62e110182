import type { periods } from './facts.ts';
import { ofPounds } from './money.ts';
import type { Configuration, Ledger, PaymentState, Recovery } from './state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const lengths = { hour: HOUR, day: DAY, week: 7 * DAY } as const;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4 * DAY;

/** An instant with the cost of all consumption until then. */
export interface Reading {
  readonly at: number;
  readonly cost: number;
}

/** A ledger whose beginning is worked out. */
export type SettledLedger = Ledger & { readonly at: number; readonly cost: number };

/** Whole periods of the meter's clock until a time of it, counted from 1970; weeks begin on Monday. */
export function periodsUntil(period: (typeof periods)[number], time: number): number {
  const anchor = period === 'week' ? FIRST_MONDAY : 0;
  return Math.floor((time - anchor) / lengths[period]);
}

/** When a period began, by the meter's clock. */
export function startOfPeriod(period: (typeof periods)[number], index: number): number {
  return index * lengths[period] + (period === 'week' ? FIRST_MONDAY : 0);
}

/** What a recovery takes each period. */
export function recoveryAmount({ charge, scale }: Recovery): number {
  return ofPounds(charge, scale) ?? 0;
}

/** SMETS1 "combined credit": the Meter Balance and what is left of the emergency credit that was activated. */
export function combinedCredit({ balance, emergency }: Ledger): number {
  return balance + emergency;
}

/**
 * The ledger as it is at another instant, if nothing but time and consumption changes it. Until the Meter Balance has
 * come down to the disablement threshold all charges come from it. From there on consumption comes from the emergency
 * credit as long as any is left, and the standing charge and time-based debts accumulate. The step over the threshold
 * is a change of its own: to go on in two steps is to go on in one as long as that doesn't lie between.
 */
export function advanced(
  ledger: SettledLedger,
  { mode, configuration }: Pick<PaymentState, 'mode' | 'configuration'>,
  { at, cost }: Reading,
): SettledLedger {
  const consumed = cost - ledger.cost;
  const [from, to] = [ledger.at + ledger.clockOffset, at + ledger.clockOffset];
  if (mode === 'credit') {
    const daily = ledger.standing * passed('day', from, to);
    const paid = { ...ledger.paid, standing: ledger.paid.standing + daily };
    return { ...ledger, at, cost, balance: ledger.balance - consumed - daily, paid };
  }
  // What is due at that very instant comes after what was consumed until then; what was due before came before.
  const isSuspending = isSuspended(ledger, configuration);
  const last = Math.max(from, to - 1);
  const before = withPeriods(ledger, configuration, isSuspending, from, last);
  const afterwards = withConsumption(before, configuration.disablementThreshold, consumed);
  return { ...withPeriods(afterwards, configuration, isSuspending, last, to), at, cost };
}

function passed(period: Recovery['period'], from: number, to: number): number {
  return Math.max(0, periodsUntil(period, to) - periodsUntil(period, from));
}

/** With all that was due in a span of the meter's clock. */
function withPeriods<L extends Ledger>(
  ledger: L,
  { recoveries, disablementThreshold }: Configuration,
  isSuspending: boolean,
  from: number,
  to: number,
): L {
  const { paid, timeDebts } = ledger;
  const daily = ledger.standing * passed('day', from, to);
  const [first, second] = ([0, 1] as const).map((which) => {
    const recovery = recoveries[which];
    if (isSuspending || timeDebts[which] === 0) return 0;
    return Math.min(timeDebts[which], passed(recovery.period, from, to) * recoveryAmount(recovery));
  }) as [number, number];
  if (daily + first + second === 0) return ledger;
  return {
    ...withCharges(ledger, disablementThreshold, daily + first + second),
    timeDebts: [timeDebts[0] - first, timeDebts[1] - second],
    paid: {
      ...paid,
      standing: paid.standing + daily,
      timeDebts: [paid.timeDebts[0] + first, paid.timeDebts[1] + second],
    },
  };
}

/** Whether the balance has come down to where emergency credit takes over, and charges accumulate. */
export function isUsedUp({ balance }: Ledger, { disablementThreshold }: Configuration): boolean {
  return balance <= disablementThreshold;
}

/** SMETS1 "Suspend Debt Disabled" and "Suspend Debt Emergency". */
function isSuspended(ledger: Ledger, configuration: Configuration): boolean {
  if (ledger.disabled && configuration.suspendDebtDisabled) return true;
  return configuration.suspendDebtEmergency && ledger.granted > 0 && isUsedUp(ledger, configuration);
}

function withConsumption<L extends Ledger>(ledger: L, threshold: number, consumed: number): L {
  const fromBalance = Math.min(consumed, Math.max(0, ledger.balance - threshold));
  const fromEmergency = Math.min(consumed - fromBalance, ledger.emergency);
  // Where the supply stays on without any credit left, the balance goes on downwards.
  return { ...ledger, balance: ledger.balance - consumed + fromEmergency, emergency: ledger.emergency - fromEmergency };
}

function withCharges<L extends Ledger>(ledger: L, threshold: number, charges: number): L {
  const fromBalance = Math.min(charges, Math.max(0, ledger.balance - threshold));
  return {
    ...ledger,
    balance: ledger.balance - fromBalance,
    accumulated: ledger.accumulated + charges - fromBalance,
  };
}
