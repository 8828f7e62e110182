import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { type ControlState, type ControlTrigger, outcomes, stateAfter } from '../classes/disconnect-control.ts';
import type { Meter } from '../meter/meter.ts';
import type { SupplyCause } from './state.ts';

const eventOf = {
  disconnected: 'supply-disabled',
  'ready-for-reconnection': 'supply-armed',
  connected: 'supply-enabled',
} as const satisfies Record<ControlState, string>;

/**
 * A client, a person or the meter itself asks for the supply to change. To ask for the state that the supply is in
 * already succeeds and changes nothing; what the mode doesn't allow in this state is refused as `other-reason`.
 */
export function triggerSupply(meter: Meter, trigger: ControlTrigger): ActionResult {
  const { state, mode } = meter.state.supply;
  const next = stateAfter(mode, state, trigger);
  if (next !== undefined) {
    changeSupply(meter, next, causeOf(trigger));
    return 'success';
  }
  return outcomes(mode, trigger).includes(state) ? 'success' : 'other-reason';
}

/** Blue Book 4.5.8, control_mode 0: the supply is always connected. */
export function setControlMode(meter: Meter, mode: number): DataAccessResult {
  meter.state.supply = { ...meter.state.supply, mode };
  if (mode === 0 && meter.state.supply.state !== 'connected') changeSupply(meter, 'connected', 'command');
  return 'success';
}

function causeOf(trigger: ControlTrigger): SupplyCause {
  if (trigger.startsWith('remote')) return 'command';
  return trigger.startsWith('manual') ? 'consumer' : 'meter';
}

/** The supply changes, whoever caused it; registers stand still while it is off. */
export function changeSupply(meter: Meter, state: ControlState, cause: SupplyCause): void {
  const measuring = state === 'connected';
  if (measuring !== meter.era.measuring) meter.registers.begin(meter.now(), { measuring });
  meter.state.supply = { ...meter.state.supply, state, cause };
  meter.record(eventOf[state]);
}
