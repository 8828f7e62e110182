import type { Meter } from '../meter/meter.ts';
import { changePayment, settleLedger } from './account.ts';
import { periodsUntil, type SettledLedger } from './ledger.ts';
import { react } from './reaction.ts';
import type { PaymentEntry } from './state.ts';

const WHOLE = 10_000;

/** Where the money of a top-up goes. The parts sum up to it. */
interface Division {
  readonly paymentDebt: number;
  readonly accumulated: number;
  readonly emergency: number;
  readonly balance: number;
}

/**
 * SMETS1 "adding credit": payment-based debt first, as much as its share and its cap allow, then the debt that has
 * accumulated, then the emergency credit that was used; what is left goes to the Meter Balance. Emergency credit is over
 * when it is repaid in full and the balance is above the disablement threshold.
 * @param sum millionths of a penny
 * @returns `refused` where the balance would exceed its maximum: nothing has changed then
 */
export function addCredit(meter: Meter, sum: number, delivery: 'remote' | 'manual'): 'success' | 'refused' {
  const ledger = settleLedger(meter);
  const parts = divisionOf(meter, ledger, sum);
  const balance = ledger.balance + parts.balance;
  const { configuration, recovered, paymentLogs } = partsOf(meter);
  if (parts.balance > 0 && balance > configuration.maximumBalance) return 'refused';
  const emergency = ledger.emergency + parts.emergency;
  const isOver = emergency === ledger.granted && balance > configuration.disablementThreshold;
  changePayment(meter, {
    ledger: {
      ...ledger,
      balance,
      accumulated: ledger.accumulated - parts.accumulated,
      emergency: isOver ? 0 : emergency,
      granted: isOver ? 0 : ledger.granted,
      paymentDebt: ledger.paymentDebt - parts.paymentDebt,
      paid: { ...ledger.paid, paymentDebt: ledger.paid.paymentDebt + parts.paymentDebt },
    },
    recovered: { week: weekOf(meter), amount: recovered + parts.paymentDebt },
    credits: logged(meter, meter.state.payment.credits, sum, paymentLogs.credits),
    debtPayments: logged(meter, meter.state.payment.debtPayments, parts.paymentDebt, paymentLogs['debt-payments']),
  });
  meter.record(delivery === 'manual' ? 'credit-added-locally' : 'credit-added-remotely');
  if (parts.paymentDebt > 0 && parts.paymentDebt === ledger.paymentDebt) meter.record('payment-debt-completed');
  react(meter);
  return 'success';
}

function divisionOf(meter: Meter, ledger: SettledLedger, sum: number): Division {
  const { configuration, recovered } = partsOf(meter);
  const share = Math.floor((sum * configuration.recoveryPerPayment) / WHOLE);
  const paymentDebt = Math.min(share, ledger.paymentDebt, Math.max(0, configuration.recoveryCap - recovered));
  const accumulated = Math.min(sum - paymentDebt, ledger.accumulated);
  const emergency = Math.min(sum - paymentDebt - accumulated, ledger.granted - ledger.emergency);
  return { paymentDebt, accumulated, emergency, balance: sum - paymentDebt - accumulated - emergency };
}

function partsOf(meter: Meter) {
  const { configuration, recovered } = meter.state.payment;
  return {
    configuration,
    recovered: recovered.week === weekOf(meter) ? recovered.amount : 0,
    paymentLogs: meter.model['payment-logs'],
  };
}

/** The debt recovery rate cap is for a week of the meter's clock, from Monday. */
function weekOf(meter: Meter): number {
  return periodsUntil('week', meter.time());
}

function logged(meter: Meter, entries: readonly PaymentEntry[], amount: number, most: number): readonly PaymentEntry[] {
  return amount === 0 ? entries : [...entries, { time: meter.time(), amount }].slice(-most);
}
