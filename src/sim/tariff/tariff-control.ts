import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import type { Timed } from '../device/design.ts';
import type { Meter } from '../meter/meter.ts';
import { isUsableSpecialDay } from './tariff.ts';
import { activatePassive, change, changeTariff, isPassiveUsable, tariffInForce } from './tariff-change.ts';

/** The passive calendar activates itself at the time that it was given, by the meter's clock. */
export const calendarActivation: Timed<Meter> = {
  next({ state, era }) {
    const { activationTime } = state.tariff;
    const due = activationTime.year === undefined ? undefined : millisecondsOf(activationTime);
    return due === undefined ? Number.POSITIVE_INFINITY : due - era.clockOffset;
  },
  act: activatePassive,
};

/**
 * Blue Book 4.5.5, activate_passive_calendar_time: either no field is specified, or all that make up an instant are.
 * A time that has passed activates at once: now, not then, so that what was measured keeps its rates.
 */
export function setActivationTime(meter: Meter, time: CosemDateTime): DataAccessResult {
  const { year, month, dayOfMonth, hour, minute, second } = time;
  const isNever = [year, month, dayOfMonth, hour, minute, second].every((field) => field === undefined);
  if (!isNever && (millisecondsOf(time) === undefined || !isPassiveUsable(meter))) return 'other-reason';
  change(meter, { activationTime: isNever ? {} : time });
  return 'success';
}

export function setSpecialDays(meter: Meter, specialDays: readonly SpecialDay[]): 'success' | 'other-reason' {
  const { calendar } = tariffInForce(meter);
  const known = new Set([...calendar.days, ...meter.state.tariff.passive.days].map(({ id }) => id));
  if (!specialDays.every((day) => isUsableSpecialDay(day) && known.has(day.dayId))) return 'other-reason';
  changeTariff(meter, { calendar, specialDays });
  meter.record('special-days-changed');
  return 'success';
}
