import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import { isUsableSpecialDay, type Tariff } from '../tariff/tariff.ts';
import type { Esme } from './esme.ts';
import { activatePassive, changeTariff, isPassiveUsable } from './tariff-change.ts';

/** The tariff in force now. */
export function activeTariff(esme: Esme): Tariff {
  esme.now();
  return esme.state.tariffs[esme.era.tariff] as Tariff;
}

/** The calendar that waits to be activated. */
export function passiveCalendar(esme: Esme): Calendar {
  esme.now();
  return esme.state.passive;
}

export function setPassiveCalendar(esme: Esme, calendar: Calendar): DataAccessResult {
  esme.now();
  esme.state.passive = calendar;
  return 'success';
}

export function activationTime(esme: Esme): CosemDateTime {
  esme.now();
  return esme.state.activationTime;
}

/**
 * Blue Book 4.5.5, activate_passive_calendar_time: either no field is specified, or all that make up an instant are.
 * A time that has passed activates at once.
 */
export function setActivationTime(esme: Esme, time: CosemDateTime): DataAccessResult {
  const now = esme.now();
  const { year, month, dayOfMonth, hour, minute, second } = time;
  const isNever = [year, month, dayOfMonth, hour, minute, second].every((field) => field === undefined);
  const due = isNever ? Number.POSITIVE_INFINITY : millisecondsOf(time);
  if (due === undefined || (!isNever && !isPassiveUsable(esme))) return 'other-reason';
  esme.state.activationTime = isNever ? {} : time;
  // Now, not then: what was measured keeps its rates.
  if (due <= now + esme.era.clockOffset) activatePassive(esme, now);
  return 'success';
}

export function setSpecialDays(esme: Esme, specialDays: readonly SpecialDay[]): 'success' | 'other-reason' {
  const { calendar } = activeTariff(esme);
  const known = new Set([...calendar.days, ...esme.state.passive.days].map(({ id }) => id));
  if (!specialDays.every((day) => isUsableSpecialDay(day) && known.has(day.dayId))) return 'other-reason';
  changeTariff(esme, { calendar, specialDays }, esme.now());
  esme.record('special-days-changed');
  return 'success';
}
