import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { type ControlState, type ControlTrigger, outcomes, stateAfter } from '../classes/disconnect-control.ts';
import type { EventName } from '../device/events.ts';
import { isBroken } from '../device/hardware-faults.ts';
import type { Meter } from '../meter/meter.ts';
import { updateMeasuring } from './measuring.ts';
import type { SupplyCause } from './state.ts';

const eventOf = {
  disconnected: 'supply-disabled',
  'ready-for-reconnection': 'supply-armed',
  connected: 'supply-enabled',
} as const satisfies Record<ControlState, EventName>;

/** Blue Book 4.5.8, control_mode. */
const ALWAYS_CONNECTED = 0;

/** Changes that have an event of their own, for their cause. */
const eventsByCause: Readonly<Partial<Record<SupplyCause, Partial<Record<ControlState, EventName>>>>> = {
  'load-limit': { 'ready-for-reconnection': 'supply-load-limited', connected: 'supply-load-limit-over' },
  tamper: { disconnected: 'supply-locked' },
  flow: { 'ready-for-reconnection': 'supply-uncontrolled-flow' },
};

/**
 * A client, a person or the meter itself asks for the supply to change. To ask for the state that the supply is in
 * already succeeds and changes nothing; what the mode doesn't allow in this state is refused as `other-reason`.
 *
 * A client's command isn't asked why the supply is off: SMETS1 lets the supplier enable it whatever the cause was,
 * credit and tampering included. The consumer can only enable what was armed.
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

/** A mode in which the supply is always connected connects it. */
export function setControlMode(meter: Meter, mode: number): DataAccessResult {
  meter.state.supply = { ...meter.state.supply, mode };
  if (mode === ALWAYS_CONNECTED && meter.state.supply.state !== 'connected')
    changeSupply(meter, 'connected', 'command');
  return 'success';
}

function causeOf(trigger: ControlTrigger): SupplyCause {
  if (trigger.startsWith('remote')) return 'command';
  return trigger.startsWith('manual') ? 'consumer' : 'meter';
}

/**
 * The supply changes, whoever caused it, unless its mode is to be always connected; registers stand still while it is
 * off. A load switch or valve that is broken stays as it is, and the meter tells so.
 */
export function changeSupply(meter: Meter, state: ControlState, cause: SupplyCause): void {
  const { supply } = meter.state;
  if (supply.mode === ALWAYS_CONNECTED && state !== 'connected') return;
  const closed = state === 'connected';
  const fails = isBroken(meter, 'load-switch') && closed !== supply.closed;
  meter.state.supply = { ...supply, state, cause, closed: fails ? supply.closed : closed };
  updateMeasuring(meter);
  meter.record(eventsByCause[cause]?.[state] ?? eventOf[state]);
  if (fails) meter.record(closed ? 'supply-connect-failed' : 'supply-disconnect-failed');
}

/**
 * Somebody tampers with the meter: where its Supply Tamper State says so the supply is disabled, and only a command
 * enables or arms it again.
 */
export function lockSupply(meter: Meter): void {
  const { state, cause, onTamper } = meter.state.supply;
  if (onTamper !== 'locked' || (state === 'disconnected' && cause === 'tamper')) return;
  changeSupply(meter, 'disconnected', 'tamper');
}
