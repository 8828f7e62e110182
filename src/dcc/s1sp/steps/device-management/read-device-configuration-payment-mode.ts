import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dataValue, payment } from '../../objects/payment.ts';
import { nothing } from '../../parameters.ts';
import { paymentModes, readPaymentMode } from '../../payment/mode.ts';
import { booleanOf } from '../../values.ts';

const response = z.strictObject({
  PaymentMode: z.enum(paymentModes),
  SuspendDebtEmergency: z.boolean(),
  SuspendDebtDisabled: z.boolean(),
});

const read = steps(nothing, response, async (device) => ({
  PaymentMode: await readPaymentMode(device),
  SuspendDebtEmergency: await device.read(payment.suspendDebtEmergency, dataValue, booleanOf),
  SuspendDebtDisabled: await device.read(payment.suspendDebtDisabled, dataValue, booleanOf),
}));

/** SRV 6.2.9. */
export const readDeviceConfigurationPaymentMode = equivalentSteps('6.2.9', { ESME: read, GSME: read, GPF: read });
