import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method, type Rights } from './members.ts';
import { boolean, enumeration, integer } from './values.ts';

export const controlStates = { disconnected: 0, connected: 1, 'ready-for-reconnection': 2 } as const;
export type ControlState = keyof typeof controlStates;

/** What may ask for a change of state: a client (remote), a person at the meter (manual), the meter itself (local). */
export type ControlTrigger =
  | 'remote-disconnect'
  | 'remote-reconnect'
  | 'manual-disconnect'
  | 'manual-reconnect'
  | 'local-disconnect'
  | 'local-reconnect';

interface Transition {
  readonly trigger: ControlTrigger;
  readonly from: ControlState;
  readonly to: ControlState;
}

/** Blue Book 4.5.8, Disconnect control, state transitions, by their letter. */
export const transitions = {
  a: { trigger: 'remote-reconnect', from: 'disconnected', to: 'connected' },
  b: { trigger: 'remote-disconnect', from: 'connected', to: 'disconnected' },
  c: { trigger: 'remote-disconnect', from: 'ready-for-reconnection', to: 'disconnected' },
  d: { trigger: 'remote-reconnect', from: 'disconnected', to: 'ready-for-reconnection' },
  e: { trigger: 'manual-reconnect', from: 'ready-for-reconnection', to: 'connected' },
  f: { trigger: 'manual-disconnect', from: 'connected', to: 'ready-for-reconnection' },
  g: { trigger: 'local-disconnect', from: 'connected', to: 'ready-for-reconnection' },
  h: { trigger: 'local-reconnect', from: 'ready-for-reconnection', to: 'connected' },
} as const satisfies Record<string, Transition>;

/** Blue Book 4.5.8, control_mode: which transitions each mode allows. */
const controlModes: readonly string[] = ['', 'bcfgde', 'bcfgae', 'bcgde', 'bcgae', 'bcfgdeh', 'bcgdeh'];

/** The state that a trigger leads to; nothing where the mode doesn't allow it in this state. */
export function stateAfter(mode: number, state: ControlState, trigger: ControlTrigger): ControlState | undefined {
  return allowed(mode).find((transition) => transition.trigger === trigger && transition.from === state)?.to;
}

/** The states that a trigger may lead to in a mode, from whichever state. */
export function outcomes(mode: number, trigger: ControlTrigger): readonly ControlState[] {
  return allowed(mode).flatMap((transition) => (transition.trigger === trigger ? [transition.to] : []));
}

function allowed(mode: number): readonly Transition[] {
  return [...(controlModes[mode] ?? '')].map((letter) => transitions[letter as keyof typeof transitions]);
}

export interface DisconnectAccess<D> {
  state(device: D): ControlState;
  /** Whether the switch or valve really lets anything through. */
  isClosed(device: D): boolean;
  mode(device: D): number;
  setMode(device: D, mode: number): DataAccessResult;
  trigger(device: D, trigger: ControlTrigger): ActionResult;
}

/** Disconnect control (class 70, version 0), Blue Book 4.5.8. */
export function disconnectControl<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  access: DisconnectAccess<D>,
): CosemObject<D> {
  const { read } = rights;
  return {
    classId: 70,
    version: 0,
    logicalName,
    description: 'Disconnect control',
    attributes: {
      2: attribute('output_state', boolean, { read }, access.isClosed),
      3: attribute('control_state', enumeration, { read }, (device: D) => controlStates[access.state(device)]),
      4: attribute('control_mode', enumeration, rights, access.mode, (device, mode) =>
        mode < controlModes.length ? access.setMode(device, mode) : 'other-reason',
      ),
    },
    methods: {
      1: method('remote_disconnect', integer, rights.write, (device) => access.trigger(device, 'remote-disconnect')),
      2: method('remote_reconnect', integer, rights.write, (device) => access.trigger(device, 'remote-reconnect')),
    },
  };
}
