import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { creditParts, payment } from '../../objects/payment.ts';
import { readPaymentMode } from '../../payment/mode.ts';
import { Money } from '../../payment/money.ts';
import { onDemandOrFutureDated } from './parameters.ts';

const ofElectricity = z.strictObject({ MeterBalance: z.int() });
/** By the payment mode that the meter is in, one of the two. */
const ofGas = z.union([
  z.strictObject({ MeterBalance: z.int() }),
  z.strictObject({ Gas: z.strictObject({ MeterBalancePrepaymentMode: z.int() }) }),
]);

const readGas = steps(onDemandOrFutureDated, ofGas, async (device) => {
  const mode = await readPaymentMode(device);
  const balance = await (await Money.of(device)).read(payment.meterBalance, creditParts.amount);
  return mode === 'Credit' ? { MeterBalance: balance } : { Gas: { MeterBalancePrepaymentMode: balance } };
});

/**
 * SRV 4.18, thousandths of a penny. The MMC has two places for the balance of gas; which of them is for which mode is told
 * by the name of one. That it is left out of the other is ours.
 */
export const readMeterBalance = equivalentSteps('4.18', {
  ESME: steps(onDemandOrFutureDated, ofElectricity, async (device) => ({
    MeterBalance: await (await Money.of(device)).read(payment.meterBalance, creditParts.amount),
  })),
  GSME: readGas,
  GPF: readGas,
});
