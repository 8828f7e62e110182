import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { dateTime, nothing, unsignedInt, whole } from '../../parameters.ts';
import { activateCalendar, storeCalendar } from '../../payment/calendar.ts';
import { electricityCalendar } from '../../payment/electricity-schema.ts';
import { calendarOfGas, gasCalendar } from '../../payment/gas-calendar.ts';
import { int, Money, ofPence } from '../../payment/money.ts';
import type { NonDisablement } from '../../payment/non-disablement.ts';
import { refuseFuture } from '../../payment/now-only.ts';
import { calendarOfElectricity } from '../../payment/of-electricity.ts';
import { type PrepaySettings, writeSettings } from '../../payment/settings.ts';

/** Thousandths of a penny, but for the cap. */
const ofElectricity = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  UpdatePrepayConfigElectricity: z.strictObject({
    /** Pence a week: ours, since 16 bits of thousandths would end at 65 pence. */
    DebtRecoveryRateCap: whole(0, 0xffff),
    EmergencyCreditLimit: int,
    EmergencyCreditThreshold: int,
    LowCreditThreshold: int,
    ElectricityNonDisablementCalendar: electricityCalendar,
    MaxMeterBalance: int,
    MaxCreditThreshold: int,
  }),
});
const ofGas = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  UpdatePrepayConfigGas: z.strictObject({
    DebtRecoveryRateCap: int,
    EmergencyCreditLimit: unsignedInt,
    EmergencyCreditThreshold: unsignedInt,
    LowCreditThreshold: unsignedInt,
    GasNonDisablementCalendar: gasCalendar,
    MaxMeterBalance: unsignedInt,
    MaxCreditThreshold: unsignedInt,
  }),
});

/** SRV 2.1, critical. */
export const updatePrepayConfiguration = equivalentSteps('2.1', {
  ESME: steps(ofElectricity, nothing, async (device, { ExecutionDateTime, UpdatePrepayConfigElectricity }, context) => {
    const {
      ElectricityNonDisablementCalendar: calendar,
      DebtRecoveryRateCap,
      ...amounts
    } = UpdatePrepayConfigElectricity;
    refuseFuture(device, ExecutionDateTime, context.clock);
    const nonDisablement = device.decoded(() => calendarOfElectricity(calendar));
    await update(
      device,
      settingsOf({ ...amounts, DebtRecoveryRateCap: ofPence(DebtRecoveryRateCap) }),
      nonDisablement,
      context,
    );
    return {};
  }),
  GSME: steps(ofGas, nothing, async (device, { ExecutionDateTime, UpdatePrepayConfigGas }, context) => {
    const { GasNonDisablementCalendar: calendar, ...amounts } = UpdatePrepayConfigGas;
    refuseFuture(device, ExecutionDateTime, context.clock);
    const nonDisablement = device.decoded(() => calendarOfGas(calendar));
    await update(device, settingsOf(amounts), nonDisablement, context);
    return {};
  }),
});

interface Amounts {
  readonly DebtRecoveryRateCap: number;
  readonly EmergencyCreditLimit: number;
  readonly EmergencyCreditThreshold: number;
  readonly LowCreditThreshold: number;
  readonly MaxMeterBalance: number;
  readonly MaxCreditThreshold: number;
}

function settingsOf(given: Amounts): PrepaySettings {
  return {
    debtRecoveryCap: given.DebtRecoveryRateCap,
    emergencyCreditLimit: given.EmergencyCreditLimit,
    emergencyCreditThreshold: given.EmergencyCreditThreshold,
    lowCreditThreshold: given.LowCreditThreshold,
    maximumBalance: given.MaxMeterBalance,
    maximumCredit: given.MaxCreditThreshold,
  };
}

/** All of it is set to values, none of it is changed by any: what failed half way is put right by asking again. */
async function update(
  device: Device,
  settings: PrepaySettings,
  nonDisablement: NonDisablement,
  { random }: StepContext,
): Promise<void> {
  const money = await Money.of(device);
  const calendar = await storeCalendar(device, nonDisablement, random);
  await writeSettings(device, money, settings);
  await activateCalendar(device, calendar);
}
