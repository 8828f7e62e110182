import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { CaptureObjectDefinition } from '../../../../protocol/cosem/selective-access.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps } from '../../equivalent-steps.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { chargeParts, creditParts, dataValue, payment } from '../../objects/payment.ts';
import { Money } from '../../payment/money.ts';
import { Profile, type Selection } from '../../profile.ts';
import { type LogPeriod, profileSteps, readLogForOthers } from './parameters.ts';

/** Most entries of the MMC's log. */
const MOST_ENTRIES = 31;

/** MMC PrepaymentOperationalDataType, in thousandths of a penny. */
const entry = z.strictObject({
  AccumulatedDebtRegister: z.int(),
  EmergencyCreditBalance: z.int(),
  MeterBalance: z.int(),
  PaymentDebtRegister: z.int(),
  TimeDebtRegisters1: z.int(),
  TimeDebtRegisters2: z.int(),
  /** Midnight of the meter's clock. */
  Timestamp: z.string(),
});
const log = z.strictObject({ LogEntry: z.array(entry).max(MOST_ENTRIES) });
type Log = z.output<typeof log>;

const readGas = profileSteps(readLogForOthers, z.strictObject({ Gas: log }), async (device, period, selection) => ({
  Gas: await readLog(device, period, selection),
}));

/** SRV 4.14. Of a longer period the latest entries are given. */
export const readPrepaymentDailyReadLog = equivalentSteps('4.14', {
  ESME: profileSteps(readLogForOthers, z.strictObject({ Electricity: log }), async (device, period, selection) => ({
    Electricity: await readLog(device, period, selection),
  })),
  GSME: readGas,
  GPF: readGas,
});

async function readLog(device: Device, period: LogPeriod, selection: Selection): Promise<Log> {
  const money = await Money.of(device);
  const profile = await Profile.open(device, payment.dailyLog, selection);
  const columnOf = ({ classId, instance }: ObjectRef, attribute: number, wanted: string): number =>
    profile.column((column) => isCaptured(column, classId, attribute) && column.logicalName === instance, wanted);
  const columns = {
    accumulated: columnOf(payment.accumulatedDebt, dataValue, 'the accumulated debt'),
    emergency: columnOf(payment.emergencyCredit, creditParts.amount, 'the emergency credit'),
    balance: columnOf(payment.meterBalance, creditParts.amount, 'the meter balance'),
    paymentDebt: columnOf(payment.paymentDebt, chargeParts.remaining, 'the payment-based debt'),
    timeDebt1: columnOf(payment.timeDebt1, chargeParts.remaining, 'the first time-based debt'),
    timeDebt2: columnOf(payment.timeDebt2, chargeParts.remaining, 'the second time-based debt'),
  };
  const rows = await profile.rows(period.StartDateTime, period.EndDateTime);
  return {
    LogEntry: rows.slice(-MOST_ENTRIES).map(({ at, values }) =>
      device.decoded(() => {
        const amount = (column: number): number => money.amountOf(values[column] as Data);
        return {
          AccumulatedDebtRegister: amount(columns.accumulated),
          EmergencyCreditBalance: amount(columns.emergency),
          MeterBalance: amount(columns.balance),
          PaymentDebtRegister: amount(columns.paymentDebt),
          TimeDebtRegisters1: amount(columns.timeDebt1),
          TimeDebtRegisters2: amount(columns.timeDebt2),
          Timestamp: at.toString(),
        };
      }),
    ),
  };
}

function isCaptured(column: CaptureObjectDefinition, classId: number, attribute: number): boolean {
  return column.classId === classId && column.attributeIndex === attribute;
}
