import { parseObis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { data } from '../classes/data.ts';
import { type LimiterSettings, limiter } from '../classes/limiter.ts';
import { doubleLongUnsigned, enumeration } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity, obis } from '../device/obis.ts';
import type { Esme } from '../esme/esme.ts';
import { counter } from '../network/settings.ts';
import type { LoadLimitState } from './load-limit-state.ts';
import { changeLoadLimit, isEmergency, loadLimitWatch } from './load-limit-watch.ts';

/** Blue Book 6.2.17; the other two are names of our own. */
const LIMITER = parseObis('0.0.17.0.0.255');
const COUNTER = parseObis('0.0.131.2.0.255');
const SUPPLY_STATE = parseObis('0.0.131.2.1.255');

const rights = { read: securedClients, write: [CRITICAL] };
const activePowerImport = { classId: 3, logicalName: electricity(1, 7), attributeIndex: 2 };

/** Scripts of the disconnect script table: what the limiter does by itself leads to where Blue Book 4.5.8 says. */
const DISABLE = 1;
const ENABLE = 2;
const NOTHING = 0;

/** Load limiting (SRV 4.15, 6.4.1, 6.4.2). */
export const loadLimitFunction: DeviceFunction<Esme> = {
  objects: [
    limiter<Esme>(LIMITER, 'Load limiter', rights, activePowerImport, {
      settings: ({ state }) => settingsOf(state.loadLimit),
      set,
      isEmergency: (esme) => isEmergency(esme.state.loadLimit, esme.time()),
    }),
    counter<Esme>(
      COUNTER,
      'Load limit counter',
      doubleLongUnsigned,
      ({ state }) => state.loadLimit.counter,
      ({ state }) => {
        state.loadLimit = { ...state.loadLimit, counter: 0 };
      },
    ),
    data<Esme, number>(
      SUPPLY_STATE,
      'Load limit supply state: 0 unchanged, 1 disabled, then armed',
      enumeration,
      rights,
      ({ state }) => Number(state.loadLimit.disables),
      (esme, value) => {
        if (value > 1) return 'other-reason';
        changeLoadLimit(esme, { disables: value === 1 });
        return 'success';
      },
    ),
  ],
  timed: loadLimitWatch,
  operations: {
    load: (esme, { extra }) => {
      if (!(Number.isInteger(extra) && extra >= 0)) return 'refused';
      esme.registers.begin(esme.now(), { extra });
      return 'success';
    },
  },
};

function settingsOf(limit: LoadLimitState): LimiterSettings {
  const action = (selector: number) => ({ script: obis.disconnectScripts, selector });
  return {
    thresholdNormal: limit.threshold,
    thresholdEmergency: limit.emergencyThreshold,
    minOverThreshold: limit.period,
    minUnderThreshold: limit.restoration,
    emergencyProfile: limit.emergency,
    groups: limit.groups,
    actions: {
      overThreshold: action(limit.disables ? DISABLE : NOTHING),
      underThreshold: action(limit.restores ? ENABLE : NOTHING),
    },
  };
}

function set(esme: Esme, change: Partial<LimiterSettings>): DataAccessResult {
  const { thresholdNormal, thresholdEmergency, minOverThreshold, minUnderThreshold, emergencyProfile, groups } = change;
  const actions = change.actions && actionsFrom(change.actions);
  if (actions === null) return 'other-reason';
  changeLoadLimit(esme, {
    ...(thresholdNormal !== undefined && { threshold: thresholdNormal }),
    ...(thresholdEmergency !== undefined && { emergencyThreshold: thresholdEmergency }),
    ...(minOverThreshold !== undefined && { period: minOverThreshold }),
    ...(minUnderThreshold !== undefined && { restoration: minUnderThreshold }),
    ...(emergencyProfile !== undefined && { emergency: emergencyProfile }),
    ...(groups !== undefined && { groups }),
    ...actions,
  });
  return 'success';
}

/** Nothing where the limiter can't do that. */
function actionsFrom({
  overThreshold,
  underThreshold,
}: LimiterSettings['actions']): Pick<LoadLimitState, 'disables' | 'restores'> | null {
  const known = [overThreshold, underThreshold].every(
    ({ script, selector }) => script === obis.disconnectScripts || selector === NOTHING,
  );
  const fits =
    [NOTHING, DISABLE].includes(overThreshold.selector) && [NOTHING, ENABLE].includes(underThreshold.selector);
  if (!known || !fits) return null;
  return { disables: overThreshold.selector === DISABLE, restores: underThreshold.selector === ENABLE };
}
