import type { CosemDate } from '../../protocol/cosem/data.ts';
import { millisecondsOf, utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { method } from '../classes/members.ts';
import { profileGeneric, type Rows } from '../classes/profile-generic.ts';
import { scriptTable } from '../classes/script-table.ts';
import { type ExecutionTime, singleActionSchedule } from '../classes/single-action-schedule.ts';
import { dateTime, enumeration, integer, type Shape, structure, unsigned } from '../classes/values.ts';
import { capturedValue, clockCaptured } from '../device/captured.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import type { Measured } from '../tariff/measured.ts';
import { billingDates, billingRows, setBillingCalendar } from './billing-control.ts';
import { type BillingCalendar, periods } from './calendar.ts';
import { type BillingColumn, consumptionColumns, consumptionShape } from './columns.ts';
import { wholeRow } from './consumption-values.ts';
import { names } from './names.ts';
import { requestBilling } from './request.ts';
import { type BillingRow, billingCauses } from './state.ts';

const forSecured = { read: securedClients };
const forCritical = { read: securedClients, write: [CRITICAL] };

/** Quarterly. */
const MOST_TIMES = 4;

const calendarShape: Shape<{ start: Parameters<typeof dateTime.encode>[0]; period: number }> = structure({
  start: dateTime,
  period: enumeration,
});

/**
 * The billing calendar and the billing data log.
 * @param more what a design captures besides consumption and its cost
 */
export function billingFunction<M extends Meter>(
  model: MeterModel,
  measured: Measured,
  more: readonly BillingColumn<M>[] = [],
): DeviceFunction<M> {
  const columns = [
    ...consumptionColumns(model, measured).map((captures) => ({ captures, shape: consumptionShape })),
    ...more,
  ];
  const { entries } = model.billing;
  const log = { more, entries };
  const capture = method<M, number>('capture', integer, [CRITICAL], (meter) => {
    requestBilling(meter, 'command');
    return 'success';
  });
  return {
    timed: billingDates(log),
    objects: [
      data<M, { start: Parameters<typeof dateTime.encode>[0]; period: number }>(
        names.calendar,
        'Billing calendar: first billing date, and period (0 none, 1 daily, 2 weekly, 3 monthly, 4 quarterly, 5 six-monthly, 6 yearly)',
        calendarShape,
        forCritical,
        ({ state: { billing } }) => ({
          start: utc(billing.calendar.start),
          period: periods.indexOf(billing.calendar.period),
        }),
        (meter, { start: written, period: code }) => {
          const start = millisecondsOf(written);
          const period = periods[code];
          return start === undefined || period === undefined
            ? 'other-reason'
            : setBillingCalendar(meter, { start, period });
        },
      ),
      singleActionSchedule<M>(
        names.schedule,
        'End of billing period 1',
        forSecured,
        { table: names.scripts, selector: 1 },
        { times: ({ state }) => executionTimes(state.billing.calendar) },
        MOST_TIMES,
      ),
      scriptTable<M>(names.scripts, 'End of billing period script table', forSecured, [CRITICAL], {
        1: [
          {
            service: 'write',
            classId: 1,
            logicalName: names.cause,
            index: 2,
            parameter: { type: 'unsigned', value: billingCauses.indexOf('billing-date') },
          },
        ],
      }),
      data<M, number>(
        names.cause,
        'Cause of the last row: 0 billing date, 1 command, 2 tariff change, 3 change of payment mode',
        unsigned,
        forSecured,
        (meter) => Math.max(0, billingCauses.indexOf(billingRows(meter, log).at(-1)?.cause ?? 'billing-date')),
        (meter, code) => {
          const cause = billingCauses[code];
          if (cause === undefined) return 'other-reason';
          requestBilling(meter, cause);
          return 'success';
        },
      ),
      profileGeneric<M, Whole>({
        logicalName: names.log,
        description: 'Data of billing period 1: billing data log',
        rights: forSecured,
        capturePeriod: 0,
        profileEntries: entries,
        columns: [
          { captures: clockCaptured, value: (_, { time }) => dateTime.encode(utc(time)) },
          {
            captures: capturedValue(1, names.cause),
            value: (_, { cause }) => unsigned.encode(billingCauses.indexOf(cause)),
          },
          ...columns.map(({ captures, shape }, index) => ({
            captures,
            value: (_: M, { values }: Whole) => shape.encode(values[index] ?? 0),
          })),
        ],
        rows: (meter) => rowsOf(meter, billingRows(meter, log)),
        methods: { 2: capture },
      }),
    ],
  };
}

/** A billing calendar as the times of a schedule: what isn't specified is any. */
export function executionTimes({ start, period }: BillingCalendar): readonly ExecutionTime[] {
  const { hour = 0, minute = 0, second = 0, hundredths = 0, month = 1, ...first } = utc(start);
  const time = { hour, minute, second, hundredths };
  return datesOf(period, month, first).map((date) => ({ time, date }));
}

function datesOf(period: BillingCalendar['period'], month: number, first: CosemDate): readonly CosemDate[] {
  const { dayOfMonth = 1, dayOfWeek = 1 } = first;
  const every = (months: number): readonly CosemDate[] =>
    Array.from({ length: 12 / months }, (_, i) => ({ month: ((month - 1 + i * months) % 12) + 1, dayOfMonth }));
  switch (period) {
    case 'none':
      return [];
    case 'daily':
      return [{}];
    case 'weekly':
      return [{ dayOfWeek }];
    case 'monthly':
      return [{ dayOfMonth }];
    case 'quarterly':
      return every(3);
    case 'six-monthly':
      return every(6);
    case 'yearly':
      return every(12);
  }
}

/** A row with the values of its columns. */
interface Whole extends BillingRow {
  readonly values: readonly number[];
}

function rowsOf(meter: Meter, rows: readonly BillingRow[]): Rows<Whole> {
  const whole = (row: BillingRow): Whole => {
    const { consumption, ...others } = wholeRow(meter, row);
    return { ...others, consumption, values: [...consumption, ...others.more] };
  };
  return {
    count: rows.length,
    slice: (start, end) => rows.slice(start, end).map(whole),
    between: (from, to) => rows.filter(({ time }) => time >= from && time <= to).map(whole),
  };
}
