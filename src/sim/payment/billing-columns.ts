import type { BillingColumn } from '../billing/columns.ts';
import type { Meter } from '../meter/meter.ts';
import { currentLedger } from './account.ts';
import { amount } from './money.ts';
import { paymentQuantities } from './payment-logs.ts';

/** What the billing data log captures of the payment functions, as the prepayment daily read log does. */
export const paymentColumns: readonly BillingColumn<Meter>[] = paymentQuantities.map(({ captures, of }) => ({
  captures,
  shape: amount,
  capture: (meter) => of(currentLedger(meter)),
}));
