import type { Meter } from '../meter/meter.ts';
import type { BillingCause } from './state.ts';

/**
 * Something happened for which the billing data log gets a row, apart from a billing date: it is written at this very
 * instant, with all that the design's columns capture.
 */
export function requestBilling(meter: Meter, cause: BillingCause): void {
  const at = meter.now();
  const { billing } = meter.state;
  meter.state.billing = { ...billing, due: [...billing.due, { at, cause }] };
  meter.record('billing-data-log-updated');
}
