import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps } from '../../equivalent-steps.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { payment } from '../../objects/payment.ts';
import { Money } from '../../payment/money.ts';
import { Profile, type Selection } from '../../profile.ts';
import { type LogPeriod, profileSteps, readLog } from './parameters.ts';

/** Most entries of the MMC's logs. */
const MOST_DEBT_PAYMENTS = 10;
const MOST_CREDITS = 5;

/** MMC BillingDataLogAmountTimestamp, in thousandths of a penny. */
const entry = z.strictObject({ Amount: z.int(), Timestamp: z.string() });
const logOf = (most: number) => z.strictObject({ LogEntry: z.array(entry).max(most) });

const debtPayments = profileSteps(
  readLog,
  z.strictObject({ PaymentBasedDebtRepayment: logOf(MOST_DEBT_PAYMENTS) }),
  async (device, period, selection) => ({
    PaymentBasedDebtRepayment: {
      LogEntry: await readSums(device, payment.debtPaymentLog, payment.lastDebtPayment, {
        period,
        selection,
        most: MOST_DEBT_PAYMENTS,
      }),
    },
  }),
);

const credits = profileSteps(
  readLog,
  z.strictObject({ PrepaymentCredits: logOf(MOST_CREDITS) }),
  async (device, period, selection) => ({
    PrepaymentCredits: {
      LogEntry: await readSums(device, payment.creditLog, payment.lastCredit, {
        period,
        selection,
        most: MOST_CREDITS,
      }),
    },
  }),
);

/** SRV 4.4.4: what top-ups paid of the payment-based debt. Of more entries the latest are given. */
export const retrieveDebtPayments = equivalentSteps('4.4.4', {
  ESME: debtPayments,
  GSME: debtPayments,
  GPF: debtPayments,
});

/** SRV 4.4.5: top-ups. Of more entries the latest are given. */
export const retrievePrepaymentCredits = equivalentSteps('4.4.5', { ESME: credits, GSME: credits, GPF: credits });

interface Wanted {
  readonly period: LogPeriod;
  readonly selection: Selection;
  readonly most: number;
}

/** Entries of a log that captures a sum each time that there is one. */
async function readSums(
  device: Device,
  log: ObjectRef,
  sum: ObjectRef,
  { period, selection, most }: Wanted,
): Promise<z.output<typeof entry>[]> {
  const money = await Money.of(device);
  const profile = await Profile.open(device, log, selection);
  const column = profile.column(({ logicalName }) => logicalName === sum.instance, 'the sums that it is a log of');
  const rows = await profile.rows(period.StartDateTime, period.EndDateTime);
  return rows.slice(-most).map(({ at, values }) => ({
    Amount: device.decoded(() => money.amountOf(values[column] as Data)),
    Timestamp: at.toString(),
  }));
}
