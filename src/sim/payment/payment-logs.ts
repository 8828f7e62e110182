import type { Obis } from '../../core/identifiers.ts';
import type { CaptureObjectDefinition } from '../../protocol/cosem/selective-access.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { type Column, keptRows, profileGeneric } from '../classes/profile-generic.ts';
import { dateTime } from '../classes/values.ts';
import { capturedValue, clockCaptured } from '../device/captured.ts';
import { securedClients } from '../device/clients.ts';
import type { Meter } from '../meter/meter.ts';
import { DAY } from '../readings/civil-date.ts';
import { daysUntil } from './account.ts';
import type { PaymentFacts } from './facts.ts';
import { amount } from './money.ts';
import { paymentNames as names } from './names.ts';
import type { PaymentDay, PaymentEntry } from './state.ts';

const forSecured = { read: securedClients };
const CREDIT = 112;
const CHARGE = 113;
const DATA = 1;
const TOTAL_AMOUNT_REMAINING = 12;

/** What the meter owes and is owed, as logs capture it. */
export const paymentQuantities: readonly {
  readonly captures: CaptureObjectDefinition;
  of(values: Omit<PaymentDay, 'time'>): number;
}[] = [
  { captures: capturedValue(CREDIT, names.meterBalance), of: ({ balance }) => balance },
  { captures: capturedValue(CREDIT, names.emergencyCredit), of: ({ emergency }) => emergency },
  { captures: capturedValue(DATA, names.accumulatedDebt), of: ({ accumulated }) => accumulated },
  { captures: remaining(names.paymentDebt), of: ({ paymentDebt }) => paymentDebt },
  { captures: remaining(names.timeDebt1), of: ({ timeDebts }) => timeDebts[0] },
  { captures: remaining(names.timeDebt2), of: ({ timeDebts }) => timeDebts[1] },
];

function remaining(charge: Obis): CaptureObjectDefinition {
  return { ...capturedValue(CHARGE, charge), attributeIndex: TOTAL_AMOUNT_REMAINING };
}

/** The prepayment daily read log (SRV 4.14), and the logs of credits and of payments towards debt (SRV 4.4.5, 4.4.4). */
export function paymentLogs(most: PaymentFacts['payment-logs']): readonly CosemObject<Meter>[] {
  return [
    profileGeneric<Meter, PaymentDay>({
      logicalName: names.dailyLog,
      description: 'Prepayment daily read log',
      rights: forSecured,
      capturePeriod: DAY / 1000,
      profileEntries: most.days,
      columns: [
        { captures: clockCaptured, value: (_, { time }) => dateTime.encode(utc(time)) },
        ...paymentQuantities.map(({ captures, of }) => ({
          captures,
          value: (_: Meter, day: PaymentDay) => amount.encode(of(day)),
        })),
      ],
      rows: (meter) => keptRows(daysUntil(meter, meter.now()), ({ time }) => time),
    }),
    ...entryLog(names.creditLog, names.lastCredit, 'Prepayment credits', most.credits, 'credits'),
    ...entryLog(
      names.debtPaymentLog,
      names.lastDebtPayment,
      'Payment-based debt payments',
      most['debt-payments'],
      'debtPayments',
    ),
  ];
}

/** A log of sums, and the object whose value it captures: the last one. */
function entryLog(
  log: Obis,
  last: Obis,
  description: string,
  profileEntries: number,
  entries: 'credits' | 'debtPayments',
): readonly CosemObject<Meter>[] {
  const entriesOf = (meter: Meter): readonly PaymentEntry[] => {
    meter.now();
    return meter.state.payment[entries];
  };
  const columns: readonly [Column<Meter, PaymentEntry>, Column<Meter, PaymentEntry>] = [
    { captures: clockCaptured, value: (_, { time }) => dateTime.encode(utc(time)) },
    { captures: capturedValue(DATA, last), value: (_, entry) => amount.encode(entry.amount) },
  ];
  return [
    data<Meter, number>(
      last,
      `Last of: ${description.toLowerCase()}`,
      amount,
      forSecured,
      (meter) => entriesOf(meter).at(-1)?.amount ?? 0,
    ),
    profileGeneric<Meter, PaymentEntry>({
      logicalName: log,
      description,
      rights: forSecured,
      capturePeriod: 0,
      profileEntries,
      columns,
      rows: (meter) => keptRows(entriesOf(meter), ({ time }) => time),
    }),
  ];
}
