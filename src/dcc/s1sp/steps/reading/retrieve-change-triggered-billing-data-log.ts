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
    LogEntryConsumptionAndTariffRegistersData: z
      .array(
        z.strictObject({
          /** Wh. */
          ActiveImportRegisterConsumption: z.int(),
          ...electricityMatrices,
          Timestamp: z.string(),
        }),
      )
      .max(MOST_ENTRIES),
    LogEntryPrepaymentData: z.array(prepaymentData).max(MOST_ENTRIES),
  }),
});

const gas = z.strictObject({
  Gas: z.strictObject({
    LogEntryConsumptionRegister: z
      .array(
        z.strictObject({
          /** Cubic metres. */
          ConsumptionRegister: z.number(),
          Timestamp: z.string(),
          ...gasMatrices,
        }),
      )
      .max(MOST_ENTRIES),
    LogEntryPrepaymentData: z.array(prepaymentData).max(MOST_ENTRIES),
  }),
});

const changes: readonly Cause[] = ['tariffChange', 'paymentModeChange'];

const gasSteps = profileSteps(readLogForOthers, gas, async (device, period, selection) => {
  const entries = await readBillingLog(device, ofGas, changes, period, selection);
  return {
    Gas: {
      LogEntryConsumptionRegister: entries.map((entry) => ({
        ConsumptionRegister: entry.total,
        Timestamp: entry.at.toString(),
        ...gasMatricesOf(entry),
      })),
      LogEntryPrepaymentData: entries.map(prepaymentDataOf),
    },
  };
});

/** SRV 4.4.2: what a change of payment mode or of tariff wrote to the billing data log. */
export const retrieveChangeTriggeredBillingDataLog = equivalentSteps('4.4.2', {
  ESME: profileSteps(readLogForOthers, electricity, async (device, period, selection) => {
    const entries = await readBillingLog(device, ofElectricity, changes, period, selection);
    return {
      Electricity: {
        LogEntryConsumptionAndTariffRegistersData: entries.map((entry) => ({
          ActiveImportRegisterConsumption: entry.total,
          ...electricityMatricesOf(entry),
          Timestamp: entry.at.toString(),
        })),
        LogEntryPrepaymentData: entries.map(prepaymentDataOf),
      },
    };
  }),
  GSME: gasSteps,
  GPF: gasSteps,
});
