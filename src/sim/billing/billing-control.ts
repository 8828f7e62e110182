import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Timed } from '../device/design.ts';
import type { Meter } from '../meter/meter.ts';
import type { MeterState } from '../meter/state.ts';
import type { Era } from '../readings/registers.ts';
import { resetBlocks } from '../tariff/cost.ts';
import { reached } from '../tariff/spans.ts';
import { type BillingCalendar, firstDateAfter, isUsableCalendar, lastDateUntil } from './calendar.ts';
import type { BillingColumn } from './columns.ts';
import { requestBilling } from './request.ts';
import { type BillingRow, type BillingState, initialCalendar } from './state.ts';

/** The billing data log of the meters of a design: what it captures besides consumption, and how many rows it holds. */
export interface BillingLog<M extends Meter> {
  readonly more: readonly BillingColumn<M>[];
  readonly entries: number;
}

/**
 * Rows are written at billing dates by the meter's clock, and at the instant at which somebody asks for one. With a billing
 * date the blocks begin anew, unless they do so each day.
 */
export function billingDates<M extends Meter>(log: BillingLog<M>): Timed<M> {
  return {
    next(meter) {
      const { due } = meter.state.billing;
      return due[0]?.at ?? nextBillingDate(meter);
    },
    act(meter) {
      const [first, ...others] = meter.state.billing.due;
      if (first === undefined) {
        change(meter, { after: meter.time(), afterAt: meter.now() });
        requestBilling(meter, 'billing-date');
        return;
      }
      const { at, cause } = first;
      const row = rowAt(meter, at, at + meter.clockOffset, cause, log);
      change(meter, { due: others, rows: [...meter.state.billing.rows, row].slice(-log.entries) });
      if (cause === 'billing-date' && !meter.state.tariff.dailyReset) resetBlocks(meter);
    },
  };
}

/** What was found last, for all meters that are alike: every meter is asked whenever anything may be due. */
const known = new WeakMap<BillingState, { readonly done: number; readonly date: number }>();

/** True time of the next billing date; infinite where there is none. */
function nextBillingDate({ state, era }: Meter): number {
  const { calendar } = state.billing;
  const done = doneUntil(state);
  let found = known.get(state.billing);
  if (found?.done !== done) {
    found = { done, date: firstDateAfter(calendar, done) };
    known.set(state.billing, found);
  }
  return found.date - era.clockOffset;
}

/**
 * Until what time of the meter's clock billing dates are done. Where the clock was set back they come again; where it was
 * set on, those that it left out come at once.
 */
function doneUntil({ eras, billing: { after, afterAt } }: MeterState): number {
  let done = after;
  for (let index = eras.length - 1; index >= 0; index--) {
    const { from, clockOffset } = eras[index] as Era;
    if (from < afterAt) break;
    done = Math.min(done, from + clockOffset);
  }
  return done;
}

/** From now on billing dates are those of another calendar, and none that has passed already. */
export function setBillingCalendar(meter: Meter, calendar: BillingCalendar): DataAccessResult {
  if (!isUsableCalendar(calendar)) return 'other-reason';
  change(meter, { calendar, after: meter.time(), afterAt: meter.now() });
  return 'success';
}

/** The rows that the log holds, the oldest first; of each one `wholeRow` tells what it captured. */
export function billingRows<M extends Meter>(meter: M, log: BillingLog<M>): readonly BillingRow[] {
  const { rows } = meter.state.billing;
  return [...historicRows(meter, log, log.entries - rows.length), ...rows];
}

/** What was written before the meter was first looked at: its model's calendar, and registers that follow from the seed. */
function historicRows<M extends Meter>(meter: M, log: BillingLog<M>, most: number): readonly BillingRow[] {
  const { since } = meter.state.billing;
  const { eras } = meter.registers;
  const offset = eras[0]?.clockOffset ?? 0;
  const calendar = initialCalendar(meter.model);
  const rows: BillingRow[] = [];
  let time = lastDateUntil(calendar, since + offset);
  while (rows.length < most && time - offset > (eras[0]?.from ?? 0)) {
    const at = reached(eras, time);
    rows.push(meter.asOf(at, () => ({ ...rowAt(meter, at, time, 'billing-date', log), blocks: null })));
    time = lastDateUntil(calendar, time - 1);
  }
  return rows.reverse();
}

function rowAt<M extends Meter>(
  meter: M,
  at: number,
  time: number,
  cause: BillingRow['cause'],
  { more }: BillingLog<M>,
): BillingRow {
  const { blocks } = meter.state.cost;
  return { at, time, cause, blocks, consumption: null, more: more.map((column) => column.capture(meter)) };
}

function change({ state }: Meter, changes: Partial<BillingState>): void {
  state.billing = { ...state.billing, ...changes };
}
