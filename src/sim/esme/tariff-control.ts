import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import { isUsable, isUsableSpecialDay, type Tariff } from '../tariff/tariff.ts';
import type { Esme } from './esme.ts';
import { obis } from './obis.ts';

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
  esme.now();
  const { year, month, dayOfMonth, hour, minute, second } = time;
  const isNever = [year, month, dayOfMonth, hour, minute, second].every((field) => field === undefined);
  if (!isNever && (millisecondsOf(time) === undefined || !isPassiveUsable(esme))) return 'other-reason';
  esme.state.activationTime = isNever ? {} : time;
  return 'success';
}

/** Puts the passive calendar in force at `at`, a true time since the era in force began. */
export function activatePassive(esme: Esme, at: number): ActionResult {
  const { state } = esme;
  state.activationTime = {};
  if (!isPassiveUsable(esme)) {
    esme.record('calendar-refused', at);
    return 'other-reason';
  }
  const { specialDays } = state.tariffs[esme.era.tariff] as Tariff;
  changeTariff(esme, { calendar: state.passive, specialDays }, at);
  esme.record('calendar-activated', at);
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

function isPassiveUsable({ state, model }: Esme): boolean {
  return isUsable(state.passive, obis.tariffScripts, model.rates);
}

function changeTariff({ state, registers }: Esme, tariff: Tariff, at: number): void {
  state.tariffs.push(tariff);
  registers.begin(at, { tariff: state.tariffs.length - 1 });
  forgetTariffs(state);
}

/** Leaves only the tariffs that an era still names. */
function forgetTariffs(state: Esme['state']): void {
  const named = [...new Set(state.eras.map(({ tariff }) => tariff))].sort((a, b) => a - b);
  if (named.length === state.tariffs.length) return;
  state.tariffs = named.map((index) => state.tariffs[index] as Tariff);
  for (const [i, era] of state.eras.entries()) state.eras[i] = { ...era, tariff: named.indexOf(era.tariff) };
}
