import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { chargeParts, creditParts, dataValue, payment } from '../../objects/payment.ts';
import { Money } from '../../payment/money.ts';
import { onDemandOrFutureDated } from './parameters.ts';

/** Thousandths of a penny. */
const response = z.strictObject({
  EmergencyCreditBalance: z.int(),
  AccumulatedDebtRegister: z.int(),
  PaymentDebtRegister: z.int(),
  TimeDebtRegister1: z.int(),
  TimeDebtRegister2: z.int(),
  MeterBalance: z.int(),
});

const read = steps(onDemandOrFutureDated, response, async (device) => {
  const money = await Money.of(device);
  return {
    EmergencyCreditBalance: await money.read(payment.emergencyCredit, creditParts.amount),
    AccumulatedDebtRegister: await money.read(payment.accumulatedDebt, dataValue),
    PaymentDebtRegister: await money.read(payment.paymentDebt, chargeParts.remaining),
    TimeDebtRegister1: await money.read(payment.timeDebt1, chargeParts.remaining),
    TimeDebtRegister2: await money.read(payment.timeDebt2, chargeParts.remaining),
    MeterBalance: await money.read(payment.meterBalance, creditParts.amount),
  };
});

/** SRV 4.3. */
export const readInstantaneousPrepayValues = equivalentSteps('4.3', { ESME: read, GSME: read, GPF: read });
