import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { isUsableSpecialDay } from '../calendar/days.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import type { Timed } from '../device/design.ts';
import type { Meter } from '../meter/meter.ts';
import type { Era } from '../readings/registers.ts';
import {
  activatePassive,
  activatePrices,
  change,
  changeTariff,
  isPassiveUsable,
  tariffInForce,
} from './tariff-change.ts';
import { arePrices } from './terms.ts';

/** The passive calendar, and the passive prices, activate themselves at the time that they were given, by the meter's clock. */
export const calendarActivation: Timed<Meter> = {
  next: ({ state, era }) => Math.min(due(state.tariff.activationTime, era), due(state.tariff.priceActivationTime, era)),
  act(meter) {
    const { activationTime, priceActivationTime } = meter.state.tariff;
    // Prices that are due at the same time come with the calendar.
    if (due(activationTime, meter.era) <= due(priceActivationTime, meter.era)) activatePassive(meter);
    else activatePrices(meter);
  },
};

/** True time of a time of the meter's clock; infinite where that isn't an instant. */
function due(time: CosemDateTime, { clockOffset }: Era): number {
  const shown = time.year === undefined ? undefined : millisecondsOf(time);
  return shown === undefined ? Number.POSITIVE_INFINITY : shown - clockOffset;
}

/**
 * Blue Book 4.5.5, activate_passive_calendar_time: either no field is specified, or all that make up an instant are.
 * A time that has passed activates at once: now, not then, so that what was measured keeps its rates.
 */
export function setActivationTime(meter: Meter, time: CosemDateTime): DataAccessResult {
  const never = isNever(time);
  if (!never && (millisecondsOf(time) === undefined || !isPassiveUsable(meter))) return 'other-reason';
  change(meter, { activationTime: never ? {} : time });
  return 'success';
}

/** As `setActivationTime`, of the prices alone. */
export function setPriceActivationTime(meter: Meter, time: CosemDateTime): DataAccessResult {
  const never = isNever(time);
  const { prices } = meter.state.tariff.passiveTerms;
  if (!never && (millisecondsOf(time) === undefined || !arePrices(prices))) return 'other-reason';
  change(meter, { priceActivationTime: never ? {} : time });
  return 'success';
}

function isNever({ year, month, dayOfMonth, hour, minute, second }: CosemDateTime): boolean {
  return [year, month, dayOfMonth, hour, minute, second].every((field) => field === undefined);
}

export function setSpecialDays(meter: Meter, specialDays: readonly SpecialDay[]): 'success' | 'other-reason' {
  const { calendar } = tariffInForce(meter);
  const known = new Set([...calendar.days, ...meter.state.tariff.passive.days].map(({ id }) => id));
  if (!specialDays.every((day) => isUsableSpecialDay(day) && known.has(day.dayId))) return 'other-reason';
  changeTariff(meter, { calendar, specialDays });
  meter.record('special-days-changed');
  return 'success';
}
