import type { EventName } from '../device/events.ts';
import { configuredPayment } from '../installation/configured.ts';
import type { Meter } from '../meter/meter.ts';
import { DAY } from '../readings/civil-date.ts';
import { consumptionCost, standingCharge } from '../tariff/charging.ts';
import { paymentBeginning } from './beginning.ts';
import { advanced, type SettledLedger } from './ledger.ts';
import type { Configuration, Ledger, PaymentDay, PaymentState } from './state.ts';

const debtEvents = ['time-debt-1-completed', 'time-debt-2-completed'] as const satisfies readonly EventName[];

/**
 * What the meter owes and is owed at an instant that isn't before the last change; or before the meter was first looked
 * at, when nothing had changed yet.
 */
export function ledgerAt(meter: Meter, at: number): SettledLedger {
  const { billing, payment } = meter.state;
  const of = at > billing.since ? payment : paymentBeginning(configuredPayment(meter.entry), billing.since + 1);
  return advanced(settled(meter, of.ledger), of, { at, cost: consumptionCost(meter, at) });
}

/** What it owes and is owed now. */
export function currentLedger(meter: Meter): SettledLedger {
  return ledgerAt(meter, meter.now());
}

export function changePayment({ state }: Meter, changes: Partial<PaymentState>): void {
  state.payment = { ...state.payment, ...changes };
}

export function changeLedger(meter: Meter, changes: Partial<Ledger>): void {
  changePayment(meter, { ledger: { ...meter.state.payment.ledger, ...changes } });
}

export function changeConfiguration(meter: Meter, changes: Partial<Configuration>): void {
  changePayment(meter, { configuration: { ...meter.state.payment.configuration, ...changes } });
}

/**
 * Brings the ledger to the present, and from here on it goes by the clock, the standing charge and the supply as they
 * are now. Whoever changes anything that it goes by calls this before.
 */
export function settleLedger(meter: Meter): SettledLedger {
  const before = settledLedger(meter);
  const days = daysUntil(meter, meter.now());
  const ledger = { ...currentLedger(meter), ...circumstances(meter) };
  changePayment(meter, { ledger, days, horizon: 1 });
  for (const which of [0, 1] as const) {
    if (before.timeDebts[which] > 0 && ledger.timeDebts[which] === 0) meter.record(debtEvents[which]);
  }
  return ledger;
}

/** What a ledger goes by, as it is now. */
export function circumstances(meter: Meter): Pick<Ledger, 'clockOffset' | 'standing' | 'disabled'> {
  return {
    clockOffset: meter.clockOffset,
    standing: standingCharge(meter),
    disabled: meter.state.supply.state === 'disconnected',
  };
}

/** Rows of the prepayment daily read log until an instant that isn't before the last change, the oldest first. */
export function daysUntil(meter: Meter, until: number): readonly PaymentDay[] {
  const most = meter.model['payment-logs'].days;
  const { clockOffset } = meter.state.payment.ledger;
  const { at } = settledLedger(meter);
  const last = Math.floor((until + clockOffset) / DAY);
  const first = Math.max(Math.floor((at + clockOffset) / DAY) + 1, last - most + 1);
  const count = Math.max(0, last - first + 1);
  const added = Array.from({ length: count }, (_, i) => dayAt(meter, (first + i) * DAY - clockOffset));
  return [...meter.state.payment.days, ...added].slice(-most);
}

function dayAt(meter: Meter, at: number): PaymentDay {
  const { clockOffset, balance, emergency, accumulated, paymentDebt, timeDebts } = ledgerAt(meter, at);
  return { time: at + clockOffset, balance, emergency, accumulated, paymentDebt, timeDebts };
}

function settledLedger(meter: Meter): SettledLedger {
  return settled(meter, meter.state.payment.ledger);
}

/** A ledger with the instant at which it began, where it has never changed yet. */
function settled(meter: Meter, ledger: Ledger): SettledLedger {
  const { at, cost } = ledger;
  if (at !== null && cost !== null) return ledger as SettledLedger;
  const from = at ?? meter.entry.installed.epochMilliseconds;
  return { ...ledger, at: from, cost: cost ?? consumptionCost(meter, from) };
}
