import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { creditParts, dataValue, payment } from '../../objects/payment.ts';
import { dateTime, exactlyOne, nothing } from '../../parameters.ts';
import { writePaymentMode } from '../../payment/mode.ts';
import { int, Money } from '../../payment/money.ts';
import { refuseFuture } from '../../payment/now-only.ts';

const parameters = z
  .strictObject({
    ExecutionDateTime: dateTime.optional(),
    Credit: nothing.optional(),
    Prepayment: z
      .strictObject({
        SuspendDebtDisabled: z.boolean(),
        SuspendDebtEmergency: z.boolean(),
        /** Thousandths of a penny. */
        DisablementThreshold: int,
      })
      .optional(),
  })
  .superRefine(exactlyOne('Credit', 'Prepayment'));

/** SRV 1.6, critical. The settings of prepayment mode come before the mode: what fails half way leaves the meter in its mode. */
const update = steps(parameters, nothing, async (device, { ExecutionDateTime, Prepayment }, { clock }) => {
  refuseFuture(device, ExecutionDateTime, clock);
  if (Prepayment !== undefined) {
    const { SuspendDebtDisabled, SuspendDebtEmergency, DisablementThreshold } = Prepayment;
    const threshold = (await Money.of(device)).data(DisablementThreshold);
    await device.write(payment.suspendDebtDisabled, dataValue, { type: 'boolean', value: SuspendDebtDisabled });
    await device.write(payment.suspendDebtEmergency, dataValue, { type: 'boolean', value: SuspendDebtEmergency });
    await device.write(payment.meterBalance, creditParts.limit, threshold);
  }
  await writePaymentMode(device, Prepayment === undefined ? 'Credit' : 'Prepayment');
  return {};
});

export const updatePaymentMode = equivalentSteps('1.6', { ESME: update, GSME: update });
