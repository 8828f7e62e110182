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
  const [from, to] = [ledger.at + ledger.clockOffset, at + ledger.clockOffset];
  const daily = ledger.standing * (periodsUntil('day', to) - periodsUntil('day', from));
  const paidStanding = ledger.paid.standing + daily;
  if (mode === 'credit') {
    const balance = ledger.balance - (cost - ledger.cost) - daily;
    return { ...ledger, at, cost, balance, paid: { ...ledger.paid, standing: paidStanding } };
  }
  const recovered = (which: 0 | 1): number => {
    if (isSuspended(ledger, configuration)) return 0;
    const recovery = configuration.recoveries[which];
    const times = periodsUntil(recovery.period, to) - periodsUntil(recovery.period, from);
    return Math.min(ledger.timeDebts[which], times * recoveryAmount(recovery));
  };
  const [first, second] = [recovered(0), recovered(1)];
  const { timeDebts, paid } = ledger;
  const consumed = withConsumption(ledger, configuration.disablementThreshold, cost - ledger.cost);
  return {
    ...withCharges(consumed, configuration.disablementThreshold, daily + first + second),
    at,
    cost,
    timeDebts: [timeDebts[0] - first, timeDebts[1] - second],
    paid: { ...paid, standing: paidStanding, timeDebts: [paid.timeDebts[0] + first, paid.timeDebts[1] + second] },
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
