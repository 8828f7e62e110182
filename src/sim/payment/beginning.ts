import type { PaymentFacts } from './facts.ts';
import { ofPence, ofPounds } from './money.ts';
import { alwaysDisabling } from './non-disablement.ts';
import type { Ledger, PaymentState, Recovery } from './state.ts';

const NO_RECOVERY: Recovery = { charge: 0, scale: -5, period: 'day' };
const EMPTY: Ledger = {
  at: null,
  cost: null,
  clockOffset: 0,
  standing: 0,
  disabled: false,
  balance: 0,
  emergency: 0,
  granted: 0,
  accumulated: 0,
  timeDebts: [0, 0],
  paymentDebt: 0,
  paid: { standing: 0, timeDebts: [0, 0], paymentDebt: 0 },
};

/** What a model says that the payment functions begin with. */
interface BeginningFacts {
  readonly payment: PaymentFacts['payment'];
  readonly prices: { readonly 'standing-charge': number; readonly 'standing-charge-scale': number };
}

const beginnings = new WeakMap<BeginningFacts, PaymentState>();

/**
 * The payment functions of a meter as it is delivered. One in credit mode has counted since it was installed, and is
 * alike for all of a model; one in prepayment mode begins with its balance at `at`, milliseconds from 1970.
 */
export function paymentBeginning(model: BeginningFacts, at: number): PaymentState {
  const before = beginnings.get(model);
  const beginning = before ?? make(model);
  if (before === undefined) beginnings.set(model, beginning);
  if (beginning.mode === 'credit') return beginning;
  return { ...beginning, ledger: { ...beginning.ledger, at } };
}

function make({ payment, prices }: BeginningFacts): PaymentState {
  const standing = ofPounds(prices['standing-charge'], prices['standing-charge-scale']) ?? 0;
  return {
    mode: payment.mode,
    ledger: { ...EMPTY, standing, balance: ofPence(payment.balance) },
    configuration: {
      disablementThreshold: ofPence(payment['disablement-threshold']),
      lowCreditThreshold: ofPence(payment['low-credit-threshold']),
      emergencyLimit: ofPence(payment['emergency-credit-limit']),
      emergencyThreshold: ofPence(payment['emergency-credit-threshold']),
      maximumBalance: ofPence(payment['maximum-balance']),
      maximumCredit: ofPence(payment['maximum-credit']),
      suspendDebtDisabled: false,
      suspendDebtEmergency: false,
      recoveries: [NO_RECOVERY, NO_RECOVERY],
      passiveRecoveries: [NO_RECOVERY, NO_RECOVERY],
      recoveryPerPayment: 0,
      recoveryCap: ofPence(payment['debt-recovery-cap']),
    },
    nonDisablement: { active: alwaysDisabling, passive: alwaysDisabling, activationTime: {}, specialDays: [] },
    utrns: { floor: -1, used: [], wrong: 0, suspendedUntil: 0, last: null },
    told: { lowCredit: false, available: false, exhausted: false, below: false, suspended: false },
    horizon: 1,
    recovered: { week: 0, amount: 0 },
    credits: [],
    debtPayments: [],
    days: [],
  };
}
