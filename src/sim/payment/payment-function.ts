import type { DeviceFunction } from '../device/design.ts';
import type { Meter } from '../meter/meter.ts';
import { accountObjects } from './account-objects.ts';
import { chargeObjects } from './charge-objects.ts';
import type { PaymentFacts } from './facts.ts';
import { activateEmergencyCredit } from './payment-control.ts';
import { paymentLogs } from './payment-logs.ts';
import { settingObjects } from './setting-objects.ts';
import { enterUtrn } from './utrn-entry.ts';
import { creditWatch } from './watch.ts';

/** Credit and prepayment mode of a meter. */
export function paymentFunction(model: Pick<PaymentFacts, 'payment-logs'>): DeviceFunction<Meter> {
  return {
    timed: creditWatch,
    objects: [...accountObjects, ...chargeObjects, ...settingObjects, ...paymentLogs(model['payment-logs'])],
    operations: {
      utrn: (meter, { digits }) => (enterUtrn(meter, digits, 'manual') === 'executed' ? 'success' : 'refused'),
      'emergency-credit': activateEmergencyCredit,
    },
  };
}
