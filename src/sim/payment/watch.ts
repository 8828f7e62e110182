import { millisecondsOf } from '../classes/clock.ts';
import type { Timed } from '../device/design.ts';
import type { Meter } from '../meter/meter.ts';
import type { MeterState } from '../meter/state.ts';
import { DAY } from '../readings/civil-date.ts';
import { HALF_HOUR } from '../readings/source.ts';
import { changePayment, circumstances, ledgerAt, settleLedger } from './account.ts';
import { isUsedUp, type SettledLedger } from './ledger.ts';
import { endOfNonDisablement } from './non-disablement.ts';
import { activateNonDisablement } from './non-disablement-control.ts';
import { conditionsOf, react } from './reaction.ts';
import type { PaymentState } from './state.ts';

const SECOND = 1000;
/** Days ahead that are looked at before anybody looks at the meter again. */
const FARTHEST = 64;
/** What was found last for a state, and all that it was found from. It is no part of it. */
interface Found extends Pick<MeterState, 'payment' | 'eras' | 'tariff' | 'cost'> {
  readonly energyPerUnit: number;
  readonly at: number;
}

const found = new WeakMap<MeterState, Found>();

/**
 * Watches the credit of a meter in prepayment mode: acts at the second in which the balance crosses a threshold, a debt
 * is paid off or non-disablement ends. In credit mode there is nothing to watch but that what the ledger goes by stays.
 */
export const creditWatch: Timed<Meter> = {
  next(meter) {
    const { payment } = meter.state;
    const activation = activationOf(meter, payment);
    if (hasMoved(meter, payment)) return Number.NEGATIVE_INFINITY;
    if (payment.mode === 'credit') return activation;
    return Math.min(activation, nextCrossing(meter));
  },

  act(meter) {
    const { payment } = meter.state;
    const { horizon } = payment;
    const now = meter.now();
    const isActivation = now >= activationOf(meter, payment);
    const isHorizon = now >= (payment.ledger.at ?? now) + horizon * DAY;
    settleLedger(meter);
    if (isActivation) activateNonDisablement(meter);
    react(meter);
    // Where nothing came up it looks twice as far: who isn't looked at for years answers after a few steps.
    if (isHorizon) changePayment(meter, { horizon: Math.min(2 * horizon, FARTHEST) });
  },
};

/** Whether the ledger goes by something that is no longer so. A meter in credit mode doesn't care for its supply. */
function hasMoved(meter: Meter, { ledger, mode }: PaymentState): boolean {
  const { clockOffset, standing, disabled } = circumstances(meter);
  if (ledger.clockOffset !== clockOffset || ledger.standing !== standing) return true;
  return mode === 'prepayment' && ledger.disabled !== disabled;
}

function activationOf(meter: Meter, { nonDisablement }: PaymentState): number {
  const { activationTime } = nonDisablement;
  if (activationTime.year === undefined) return Number.POSITIVE_INFINITY;
  return (millisecondsOf(activationTime) ?? Number.POSITIVE_INFINITY) - meter.clockOffset;
}

function nextCrossing(meter: Meter): number {
  const { state, energyPerUnit } = meter;
  const { payment, eras, tariff, cost } = state;
  const known = found.get(state);
  if (
    known?.payment === payment &&
    known.eras === eras &&
    known.tariff === tariff &&
    known.cost === cost &&
    known.energyPerUnit === energyPerUnit
  )
    return known.at;
  const at = search(meter);
  found.set(state, { payment, eras, tariff, cost, energyPerUnit, at });
  return at;
}

/**
 * The first whole second of true time at which something is due, or until which nothing is. It goes forward by days and
 * by half-hours, as registers are summed fastest, and only then halves.
 */
function search(meter: Meter): number {
  const { payment } = meter.state;
  const { ledger, horizon } = payment;
  const now = ledgerAt(meter, ledger.at ?? meter.state.settled);
  const isDueAt = (at: number): boolean => isDue(now, ledgerAt(meter, at), payment);
  if (isDue(now, now, payment)) return now.at;
  const until = Math.min(now.at + horizon * DAY, suspendedUntil(payment));
  let [low, high] = [now.at, until];
  for (const step of [DAY, HALF_HOUR]) {
    let next = stepAfter(low, step, ledger.clockOffset);
    while (next < high && !isDueAt(next)) {
      low = next;
      next += step;
    }
    if (next >= high && high === until && !isDueAt(until)) return until;
    high = Math.min(next, high);
  }
  [low, high] = [Math.floor(low / SECOND), Math.ceil(high / SECOND)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDueAt(middle * SECOND)) high = middle;
    else low = middle;
  }
  return high * SECOND;
}

/** The next time at which a step of the meter's clock ends. */
function stepAfter(at: number, step: number, clockOffset: number): number {
  return (Math.floor((at + clockOffset) / step) + 1) * step - clockOffset;
}

/** Whether there is anything to tell or to do at a later instant that hasn't been. Once there is, there is until it's done. */
function isDue(now: SettledLedger, later: SettledLedger, payment: PaymentState): boolean {
  const { told, configuration } = payment;
  const { lowCredit, available, exhausted, below } = conditionsOf(later, payment);
  return (
    (lowCredit && !told.lowCredit) ||
    (available && !told.available) ||
    (exhausted && !told.exhausted) ||
    (below && !told.below) ||
    (isUsedUp(later, configuration) && !isUsedUp(now, configuration)) ||
    now.timeDebts.some((debt, which) => debt > 0 && later.timeDebts[which] === 0)
  );
}

function suspendedUntil({ told, nonDisablement, ledger }: PaymentState): number {
  if (!told.suspended || ledger.at === null) return Number.POSITIVE_INFINITY;
  return endOfNonDisablement(nonDisablement, ledger.at + ledger.clockOffset) - ledger.clockOffset;
}
