import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { activityCalendar } from '../classes/activity-calendar.ts';
import { data } from '../classes/data.ts';
import { scriptTable } from '../classes/script-table.ts';
import { specialDaysTable } from '../classes/special-days-table.ts';
import { tokenGateway } from '../classes/token-gateway.ts';
import { boolean } from '../classes/values.ts';
import { CRITICAL, NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { Meter } from '../meter/meter.ts';
import { currentLedger } from './account.ts';
import { amount } from './money.ts';
import { paymentNames as names } from './names.ts';
import { isNonDisablement, nonDisablementScripts } from './non-disablement.ts';
import {
  activateNonDisablement,
  changeNonDisablement,
  setNonDisablementActivation,
  setNonDisablementDays,
} from './non-disablement-control.ts';
import { configure } from './payment-control.ts';
import type { Configuration } from './state.ts';
import { enteredToken, takeToken } from './tokens.ts';
import { isEntrySuspended } from './utrn-entry.ts';

const forSecured = { read: securedClients };
const rights = { read: securedClients, write: [CRITICAL] };
const MOST_SPECIAL_DAYS = 20;

/** What SMETS1 has and the payment classes don't, the non-disablement calendar, and where UTRNs arrive. */
export const settingObjects: readonly CosemObject<Meter>[] = [
  setting(names.maximumBalance, 'Maximum Meter Balance Threshold', 'maximumBalance'),
  setting(names.maximumCredit, 'Maximum Credit Threshold', 'maximumCredit'),
  setting(names.debtRecoveryCap, 'Debt recovery rate cap, a week', 'recoveryCap'),
  flag(names.suspendDebtDisabled, 'Suspend debt while the supply is disabled', 'suspendDebtDisabled'),
  flag(names.suspendDebtEmergency, 'Suspend debt while emergency credit is in use', 'suspendDebtEmergency'),
  data<Meter, number>(
    names.accumulatedDebt,
    'Accumulated debt register',
    amount,
    forSecured,
    (meter) => currentLedger(meter).accumulated,
  ),
  data<Meter, boolean>(
    names.manualEntrySuspended,
    'UTRN manual entry is suspended',
    boolean,
    forSecured,
    isEntrySuspended,
  ),
  data<Meter, boolean>(names.nonDisablement, 'Non-disablement is in force', boolean, forSecured, (meter) =>
    isNonDisablement(meter.state.payment.nonDisablement, meter.time()),
  ),
  activityCalendar<Meter>(names.nonDisablementCalendar, rights, {
    active: (meter) => settings(meter).active,
    passive: (meter) => settings(meter).passive,
    setPassive(meter, passive) {
      changeNonDisablement(meter, { passive });
      return 'success';
    },
    activationTime: (meter) => settings(meter).activationTime,
    setActivationTime: setNonDisablementActivation,
    activate: activateNonDisablement,
  }),
  specialDaysTable<Meter>(names.nonDisablementSpecialDays, rights, MOST_SPECIAL_DAYS, {
    entries: (meter) => settings(meter).specialDays,
    setEntries: setNonDisablementDays,
  }),
  // The calendar alone executes these.
  scriptTable<Meter>(
    names.nonDisablementScripts,
    'Non-disablement script table: 1 ends it, 2 begins it',
    rights,
    [],
    Object.fromEntries(Object.values(nonDisablementScripts).map((selector) => [selector, [script(selector)]])),
  ),
  tokenGateway<Meter>(names.tokenGateway, securedClients, [NON_CRITICAL, CRITICAL], enteredToken, takeToken),
];

function script(selector: number) {
  const value = selector === nonDisablementScripts.start;
  return {
    service: 'write' as const,
    classId: 1,
    logicalName: names.nonDisablement,
    index: 2,
    parameter: { type: 'boolean' as const, value },
  };
}

function setting(
  name: Obis,
  description: string,
  key: 'maximumBalance' | 'maximumCredit' | 'recoveryCap',
): CosemObject<Meter> {
  return data<Meter, number>(
    name,
    description,
    amount,
    rights,
    ({ state }) => state.payment.configuration[key],
    (meter, value) => (value < 0 ? 'other-reason' : configure(meter, { [key]: value })),
  );
}

function flag(
  name: Obis,
  description: string,
  key: keyof Pick<Configuration, 'suspendDebtDisabled' | 'suspendDebtEmergency'>,
): CosemObject<Meter> {
  return data<Meter, boolean>(
    name,
    description,
    boolean,
    rights,
    ({ state }) => state.payment.configuration[key],
    (meter, value) => configure(meter, { [key]: value }),
  );
}

/** What is due changes what is in force. */
function settings(meter: Meter) {
  meter.now();
  return meter.state.payment.nonDisablement;
}
