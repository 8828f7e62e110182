import type { EventName } from '../device/events.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Meter } from '../meter/meter.ts';
import { lockSupply } from '../supply/supply-control.ts';
import type { TamperKind, WiringFault } from './state.ts';

const eventsOf: Readonly<Record<TamperKind, { readonly begins: EventName; readonly ends: EventName }>> = {
  terminal: { begins: 'terminal-cover-opened', ends: 'terminal-cover-closed' },
  'second-terminal': { begins: 'second-terminal-cover-opened', ends: 'second-terminal-cover-closed' },
  meter: { begins: 'meter-cover-opened', ends: 'meter-cover-closed' },
  battery: { begins: 'battery-cover-opened', ends: 'battery-cover-closed' },
  magnet: { begins: 'magnet-detected', ends: 'magnet-removed' },
  tilt: { begins: 'tilt-detected', ends: 'tilt-ended' },
};

const wiringEvents: Readonly<Record<WiringFault, EventName>> = {
  'reverse-polarity': 'polarity-wrong',
  'reverse-current': 'current-reversed',
  'phase-sequence': 'phase-sequence-wrong',
};

/** It begins or ends. What is so already, or what the meter has no sensor for, changes nothing. */
export function tamperWith(meter: Meter, kind: TamperKind, isOn: boolean): OperationResult {
  if (!meter.model.tamper.detects.includes(kind)) return 'refused';
  const before = meter.state.tamper.kinds[kind];
  if (isOn === (before.since !== null)) return 'success';
  const time = meter.time();
  const after =
    before.since === null
      ? { ...before, count: before.count + 1, since: time }
      : { ...before, since: null, last: { at: before.since, seconds: secondsBetween(before.since, time) } };
  meter.state.tamper = { ...meter.state.tamper, kinds: { ...meter.state.tamper.kinds, [kind]: after } };
  meter.record(eventsOf[kind][isOn ? 'begins' : 'ends']);
  if (isOn) lockSupply(meter);
  return 'success';
}

/** The wires are on as they shouldn't be, or as they should be again. */
export function wire(meter: Meter, fault: WiringFault | 'none'): OperationResult {
  const { wiring } = meter.state.tamper;
  if (fault === 'none') {
    meter.state.tamper = { ...meter.state.tamper, wiring: [] };
  } else if (!wiring.includes(fault)) {
    meter.state.tamper = { ...meter.state.tamper, wiring: [...wiring, fault] };
    meter.record(wiringEvents[fault]);
  }
  return 'success';
}

/** The clock may have been set back meanwhile. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 1000));
}
