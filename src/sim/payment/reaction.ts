import type { Meter } from '../meter/meter.ts';
import { changeSupply } from '../supply/supply-control.ts';
import { changeLedger, changePayment } from './account.ts';
import { combinedCredit } from './ledger.ts';
import { isNonDisablement } from './non-disablement.ts';
import type { Ledger, PaymentState } from './state.ts';

/** Whether the consumer may activate emergency credit: it isn't activated, and the balance is low. */
export function isEmergencyAvailable({
  ledger,
  configuration,
}: Pick<PaymentState, 'ledger' | 'configuration'>): boolean {
  const { emergencyLimit, emergencyThreshold } = configuration;
  return ledger.granted === 0 && emergencyLimit > 0 && ledger.balance < emergencyThreshold;
}

/** What there is to tell of a ledger. */
export function conditionsOf(ledger: Ledger, { configuration }: PaymentState) {
  return {
    lowCredit: combinedCredit(ledger) < configuration.lowCreditThreshold,
    available: isEmergencyAvailable({ ledger, configuration }),
    exhausted: ledger.granted > 0 && ledger.emergency === 0,
    below: combinedCredit(ledger) < configuration.disablementThreshold,
  };
}

/**
 * SMETS1 prepayment mode: what follows from the ledger as it is now, once it is settled. Each alert is told when its
 * cause comes up, and again only after it was gone.
 */
export function react(meter: Meter): void {
  const { payment } = meter.state;
  if (payment.mode === 'credit') return;
  const { told } = payment;
  const conditions = conditionsOf(payment.ledger, payment);
  changePayment(meter, { told: { ...told, ...conditions, suspended: told.suspended && conditions.below } });
  if (conditions.lowCredit && !told.lowCredit) meter.record('low-credit');
  if (conditions.available && !told.available) meter.record('emergency-credit-available');
  if (conditions.exhausted && !told.exhausted) meter.record('emergency-credit-exhausted');
  if (conditions.below && !told.below) {
    meter.record('credit-below-disablement');
    disableForCredit(meter);
  } else if (told.suspended && conditions.below) disableForCredit(meter);
  else if (combinedCredit(payment.ledger) > payment.configuration.disablementThreshold) armForCredit(meter);
}

/** In prepayment mode nothing was told yet. */
export const NOTHING_TOLD: PaymentState['told'] = {
  lowCredit: false,
  available: false,
  exhausted: false,
  below: false,
  suspended: false,
};

/** Arms the supply, if it was for want of credit that it was disabled. */
export function armForCredit(meter: Meter): void {
  const { state, cause } = meter.state.supply;
  if (state === 'disconnected' && cause === 'credit') change(meter, 'ready-for-reconnection');
}

function disableForCredit(meter: Meter): void {
  const { nonDisablement, told } = meter.state.payment;
  if (!isNonDisablement(nonDisablement, meter.time())) {
    changePayment(meter, { told: { ...told, suspended: false } });
    if (meter.state.supply.state !== 'disconnected') change(meter, 'disconnected');
    return;
  }
  if (told.suspended) return;
  changePayment(meter, { told: { ...told, suspended: true } });
  meter.record('disablement-suspended');
}

function change(meter: Meter, state: 'disconnected' | 'ready-for-reconnection'): void {
  changeSupply(meter, state, 'credit');
  changeLedger(meter, { disabled: state === 'disconnected' });
}
