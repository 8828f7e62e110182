import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { type ControlState, type ControlTrigger, outcomes, stateAfter } from '../classes/disconnect-control.ts';
import type { Esme } from './esme.ts';

const eventOf = {
  disconnected: 'supply-disabled',
  'ready-for-reconnection': 'supply-armed',
  connected: 'supply-enabled',
} as const satisfies Record<ControlState, string>;

/**
 * A client, a person or the meter itself asks for the supply to change. To ask for the state that the supply is in
 * already succeeds and changes nothing; what the mode doesn't allow in this state is refused as `other-reason`.
 */
export function triggerSupply(esme: Esme, trigger: ControlTrigger): ActionResult {
  const { state, mode } = esme.state.supply;
  const next = stateAfter(mode, state, trigger);
  if (next !== undefined) {
    changeSupply(esme, next);
    return 'success';
  }
  return outcomes(mode, trigger).includes(state) ? 'success' : 'other-reason';
}

/** Blue Book 4.5.8, control_mode 0: the supply is always connected. */
export function setControlMode(esme: Esme, mode: number): DataAccessResult {
  esme.state.supply.mode = mode;
  if (mode === 0 && esme.state.supply.state !== 'connected') changeSupply(esme, 'connected');
  return 'success';
}

function changeSupply(esme: Esme, state: ControlState): void {
  const now = esme.now();
  const measuring = state === 'connected';
  if (measuring !== esme.era.measuring) esme.registers.begin(now, { measuring });
  esme.state.supply.state = state;
  esme.record(eventOf[state], now);
}
