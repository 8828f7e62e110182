import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { requestBilling } from '../billing/request.ts';
import type { Meter } from '../meter/meter.ts';
import { changeConfiguration, changeLedger, changePayment, settleLedger } from './account.ts';
import { recoveryAmount } from './ledger.ts';
import { ofPounds } from './money.ts';
import { armForCredit, isEmergencyAvailable, NOTHING_TOLD, react } from './reaction.ts';
import type { Configuration, Recovery } from './state.ts';

type Which = 0 | 1;
const WHOLE = 10_000;
/** Millionths of a penny, of all amounts that a client sets: what a double-long holds. */
const MOST = 2 ** 31 * 1000;

/**
 * Update Payment Mode (SRV 1.6). The Meter Balance goes on as it is. Emergency credit ends: what was used of it is owed
 * by the balance from then on. A supply that was disabled for want of credit is armed in credit mode.
 */
export function setPaymentMode(meter: Meter, mode: 'credit' | 'prepayment'): void {
  const ledger = settleLedger(meter);
  if (meter.state.payment.mode === mode) return;
  const balance = ledger.balance - (ledger.granted - ledger.emergency);
  changePayment(meter, { mode, told: NOTHING_TOLD, ledger: { ...ledger, balance, emergency: 0, granted: 0 } });
  meter.record('payment-mode-changed');
  requestBilling(meter, 'payment-mode-change');
  if (mode === 'credit') armForCredit(meter);
  else react(meter);
}

/** Update Meter Balance (SRV 1.5): adds `change`, or sets the balance to `to`. Debts and emergency credit stay as they are. */
export function adjustBalance(
  meter: Meter,
  adjustment: { readonly change: number } | { readonly to: number },
): ActionResult {
  const { balance } = settleLedger(meter);
  const adjusted = 'to' in adjustment ? adjustment.to : balance + adjustment.change;
  if (Math.abs(adjusted) > MOST) return 'other-reason';
  changeLedger(meter, { balance: adjusted });
  meter.record('meter-balance-changed');
  react(meter);
  return 'success';
}

/** Activate Emergency Credit (SRV 2.5), by the client or by the consumer: possible once it has become available. */
export function activateEmergencyCredit(meter: Meter): 'success' | 'refused' {
  settleLedger(meter);
  const { payment } = meter.state;
  if (payment.mode === 'credit' || !isEmergencyAvailable(payment)) return 'refused';
  const { emergencyLimit } = payment.configuration;
  changeLedger(meter, { granted: emergencyLimit, emergency: emergencyLimit });
  meter.record('emergency-credit-activated');
  const before = meter.state.supply.state;
  react(meter);
  if (before === 'disconnected' && meter.state.supply.state === 'ready-for-reconnection')
    meter.record('supply-armed-by-emergency-credit');
  return 'success';
}

/** Update Prepay Configuration (SRV 2.1), and what Update Payment Mode sets besides the mode. */
export function configure(meter: Meter, changes: Partial<Configuration>): 'success' {
  settleLedger(meter);
  changeConfiguration(meter, changes);
  meter.record('payment-settings-changed');
  react(meter);
  return 'success';
}

/** Update Debt (SRV 2.3): what is owed, or how it is recovered. */
export function setTimeDebt(meter: Meter, which: Which, debt: number): ActionResult {
  if (debt < 0 || debt > MOST) return 'other-reason';
  const { timeDebts } = settleLedger(meter);
  changeLedger(meter, { timeDebts: replaced(timeDebts, which, debt) });
  meter.record('debt-changed');
  react(meter);
  return 'success';
}

export function setPaymentDebt(meter: Meter, paymentDebt: number): ActionResult {
  if (paymentDebt < 0 || paymentDebt > MOST) return 'other-reason';
  settleLedger(meter);
  changeLedger(meter, { paymentDebt });
  meter.record('debt-changed');
  return 'success';
}

export function setRecoveryPerPayment(meter: Meter, recoveryPerPayment: number): 'success' | 'other-reason' {
  if (recoveryPerPayment > WHOLE) return 'other-reason';
  settleLedger(meter);
  changeConfiguration(meter, { recoveryPerPayment });
  meter.record('debt-changed');
  return 'success';
}

export function setRecovery(meter: Meter, which: Which, changes: Partial<Recovery>): 'success' | 'other-reason' {
  settleLedger(meter);
  const { recoveries } = meter.state.payment.configuration;
  const recovery = { ...recoveries[which], ...changes };
  if (!isUsableRecovery(recovery)) return 'other-reason';
  changeConfiguration(meter, { recoveries: replaced(recoveries, which, recovery) });
  meter.record('debt-changed');
  return 'success';
}

export function setPassiveRecovery(meter: Meter, which: Which, changes: Partial<Recovery>): 'success' | 'other-reason' {
  const { passiveRecoveries } = meter.state.payment.configuration;
  const recovery = { ...passiveRecoveries[which], ...changes };
  if (!isUsableRecovery(recovery)) return 'other-reason';
  changeConfiguration(meter, { passiveRecoveries: replaced(passiveRecoveries, which, recovery) });
  return 'success';
}

function isUsableRecovery(recovery: Recovery): boolean {
  return ofPounds(recovery.charge, recovery.scale) !== undefined && recoveryAmount(recovery) >= 0;
}

function replaced<T>(pair: readonly [T, T], which: Which, value: T): readonly [T, T] {
  return which === 0 ? [value, pair[1]] : [pair[0], value];
}
