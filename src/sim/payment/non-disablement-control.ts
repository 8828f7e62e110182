import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { isUsableSpecialDay } from '../calendar/days.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import type { Meter } from '../meter/meter.ts';
import { changePayment, settleLedger } from './account.ts';
import { paymentNames } from './names.ts';
import { isUsableCalendar } from './non-disablement.ts';
import { react } from './reaction.ts';
import type { NonDisablement } from './state.ts';

/** Puts the passive non-disablement calendar in force from now on. */
export function activateNonDisablement(meter: Meter): ActionResult {
  const { passive } = meter.state.payment.nonDisablement;
  changeNonDisablement(meter, { activationTime: {} });
  if (!isUsableCalendar(passive, paymentNames.nonDisablementScripts)) {
    meter.record('non-disablement-refused');
    return 'other-reason';
  }
  apply(meter, { active: passive });
  return 'success';
}

/** Either no field is specified, or all that make up an instant are. A time that has passed activates at once. */
export function setNonDisablementActivation(meter: Meter, time: CosemDateTime): DataAccessResult {
  const { year, month, dayOfMonth, hour, minute, second } = time;
  const isNever = [year, month, dayOfMonth, hour, minute, second].every((field) => field === undefined);
  const isUsable = isUsableCalendar(meter.state.payment.nonDisablement.passive, paymentNames.nonDisablementScripts);
  if (!isNever && (millisecondsOf(time) === undefined || !isUsable)) return 'other-reason';
  changeNonDisablement(meter, { activationTime: isNever ? {} : time });
  return 'success';
}

export function setNonDisablementDays(meter: Meter, specialDays: readonly SpecialDay[]): 'success' | 'other-reason' {
  const { active, passive } = meter.state.payment.nonDisablement;
  const known = new Set([...active.days, ...passive.days].map(({ id }) => id));
  if (!specialDays.every((day) => isUsableSpecialDay(day) && known.has(day.dayId))) return 'other-reason';
  apply(meter, { specialDays });
  return 'success';
}

export function changeNonDisablement(meter: Meter, changes: Partial<NonDisablement>): void {
  meter.now();
  changePayment(meter, { nonDisablement: { ...meter.state.payment.nonDisablement, ...changes } });
}

/** What is in force changes: a disablement that waits for the end of non-disablement may be due now. */
function apply(meter: Meter, changes: Partial<NonDisablement>): void {
  meter.now();
  settleLedger(meter);
  changeNonDisablement(meter, changes);
  meter.record('non-disablement-changed');
  react(meter);
}
