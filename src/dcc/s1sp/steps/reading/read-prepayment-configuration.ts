import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dataValue, payment } from '../../objects/payment.ts';
import { readCalendar } from '../../payment/calendar.ts';
import { reportOfElectricity } from '../../payment/electricity-report.ts';
import { electricityCalendarReport } from '../../payment/electricity-schema.ts';
import { gasCalendarReport, reportOfGas } from '../../payment/gas-calendar.ts';
import { paymentModes, readPaymentMode } from '../../payment/mode.ts';
import { inPence, Money } from '../../payment/money.ts';
import {
  electricityRecovery,
  electricityRecoveryOf,
  gasRecovery,
  gasRecoveryOf,
  readRecovery,
} from '../../payment/recovery.ts';
import { readDisablementThreshold, readRecoveryPerPayment, readSettings } from '../../payment/settings.ts';
import { booleanOf } from '../../values.ts';
import { onDemandOrFutureDated } from './parameters.ts';

/** Amounts are in thousandths of a penny, but for the cap on the recovery of debts from electricity: pence. */
const common = z.strictObject({
  /** Hundredths of a per cent. */
  DebtRecoveryPerPayment: z.int(),
  DebtRecoveryRateCap: z.int(),
  DisablementThreshold: z.int(),
  EmergencyCreditLimit: z.int(),
  EmergencyCreditThreshold: z.int(),
  LowCreditThreshold: z.int(),
  CreditMaxCreditThreshold: z.int(),
  MaxCreditMaxMeterBalance: z.int(),
  SuspendDebtDisabled: z.boolean(),
  SuspendDebtEmergency: z.boolean(),
});
const ofElectricity = common.extend({
  Electricity: z.strictObject({
    PaymentMode: z.enum(paymentModes),
    NonDisablementCalendar: electricityCalendarReport,
    DebtRecovery1: electricityRecovery,
    DebtRecovery2: electricityRecovery,
  }),
});
const ofGas = common.extend({
  Gas: z.strictObject({
    NonDisablementCalendar: gasCalendarReport,
    DebtRecovery1: gasRecovery,
    DebtRecovery2: gasRecovery,
  }),
});

const readGas = steps(onDemandOrFutureDated, ofGas, async (device) => {
  const settings = await readCommon(device);
  const calendar = await readCalendar(device);
  const [first, second] = await readRecoveries(device);
  return {
    ...settings,
    Gas: {
      NonDisablementCalendar: device.decoded(() => reportOfGas(calendar)),
      DebtRecovery1: device.decoded(() => gasRecoveryOf(first)),
      DebtRecovery2: device.decoded(() => gasRecoveryOf(second)),
    },
  };
});

/** SRV 4.13. */
export const readPrepaymentConfiguration = equivalentSteps('4.13', {
  ESME: steps(onDemandOrFutureDated, ofElectricity, async (device) => {
    const settings = await readCommon(device);
    const mode = await readPaymentMode(device);
    const calendar = await readCalendar(device);
    const [first, second] = await readRecoveries(device);
    return {
      ...settings,
      DebtRecoveryRateCap: device.decoded(() => inPence(settings.DebtRecoveryRateCap)),
      Electricity: {
        PaymentMode: mode,
        NonDisablementCalendar: device.decoded(() => reportOfElectricity(calendar)),
        DebtRecovery1: electricityRecoveryOf(first),
        DebtRecovery2: electricityRecoveryOf(second),
      },
    };
  }),
  GSME: readGas,
  GPF: readGas,
});

async function readCommon(device: Device): Promise<z.output<typeof common>> {
  const money = await Money.of(device);
  const perPayment = await readRecoveryPerPayment(device);
  const threshold = await readDisablementThreshold(money);
  const settings = await readSettings(money);
  return {
    DebtRecoveryPerPayment: perPayment,
    DebtRecoveryRateCap: settings.debtRecoveryCap,
    DisablementThreshold: threshold,
    EmergencyCreditLimit: settings.emergencyCreditLimit,
    EmergencyCreditThreshold: settings.emergencyCreditThreshold,
    LowCreditThreshold: settings.lowCreditThreshold,
    CreditMaxCreditThreshold: settings.maximumCredit,
    MaxCreditMaxMeterBalance: settings.maximumBalance,
    SuspendDebtDisabled: await device.read(payment.suspendDebtDisabled, dataValue, booleanOf),
    SuspendDebtEmergency: await device.read(payment.suspendDebtEmergency, dataValue, booleanOf),
  };
}

async function readRecoveries(device: Device) {
  return [await readRecovery(device, payment.timeDebt1), await readRecovery(device, payment.timeDebt2)] as const;
}
