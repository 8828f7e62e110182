import { z } from 'zod';
import {
  electricityMatrices,
  electricityMatricesOf,
  gasMatrices,
  gasMatricesOf,
  ofElectricity,
  ofGas,
  prepaymentData,
  prepaymentDataOf,
} from '../../billing/entries.ts';
import { type Cause, MOST_ENTRIES, readBillingLog } from '../../billing/log.ts';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { profileSteps, readLogForOthers } from './parameters.ts';

const electricity = z.strictObject({
  Electricity: z.strictObject({
    ESMEBillingDataLogEntry: z
      .array(
        z.strictObject({
          Timestamp: z.string(),
          /** Wh. */
          ActiveImportRegisterValueConsumption: z.int(),
          ...electricityMatrices,
        }),
      )
      .max(MOST_ENTRIES),
    ESMEBillingPrepaymentDataLogEntry: z.array(prepaymentData).max(MOST_ENTRIES),
  }),
});

const gas = z.strictObject({
  Gas: z.strictObject({
    GSMEBillingDataLogEntry: z
      .array(
        z.strictObject({
          Timestamp: z.string(),
          /** Cubic metres. */
          ActiveImportRegisterValueConsumption: z.number(),
          BlockRegisterMatrixValue: gasMatrices.BlockRegisterMatrixValue,
          TariffTOURegisterMatrixValue: gasMatrices.TariffTOURegisterMatrixValue,
        }),
      )
      .max(MOST_ENTRIES),
    GSMEBillingPrepaymentDataLogEntry: z.array(prepaymentData).max(MOST_ENTRIES),
  }),
});

const dates: readonly Cause[] = ['billingDate'];

const gasSteps = profileSteps(readLogForOthers, gas, async (device, period, selection) => {
  const entries = await readBillingLog(device, ofGas, dates, period, selection);
  return {
    Gas: {
      GSMEBillingDataLogEntry: entries.map((entry) => {
        const { BlockRegisterMatrixValue, TariffTOURegisterMatrixValue } = gasMatricesOf(entry);
        return {
          Timestamp: entry.at.toString(),
          ActiveImportRegisterValueConsumption: entry.total,
          BlockRegisterMatrixValue,
          TariffTOURegisterMatrixValue,
        };
      }),
      GSMEBillingPrepaymentDataLogEntry: entries.map(prepaymentDataOf),
    },
  };
});

/** SRV 4.4.3: what billing dates wrote to the billing data log. */
export const retrieveBillingCalendarTriggeredBillingDataLog = equivalentSteps('4.4.3', {
  ESME: profileSteps(readLogForOthers, electricity, async (device, period, selection) => {
    const entries = await readBillingLog(device, ofElectricity, dates, period, selection);
    return {
      Electricity: {
        ESMEBillingDataLogEntry: entries.map((entry) => ({
          Timestamp: entry.at.toString(),
          ActiveImportRegisterValueConsumption: entry.total,
          ...electricityMatricesOf(entry),
        })),
        ESMEBillingPrepaymentDataLogEntry: entries.map(prepaymentDataOf),
      },
    };
  }),
  GSME: gasSteps,
  GPF: gasSteps,
});
