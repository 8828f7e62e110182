import type { Timed } from '../device/design.ts';
import type { EventName } from '../device/events.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Meter } from '../meter/meter.ts';
import { lockSupply } from '../supply/supply-control.ts';
import type { TamperKind, TamperState, WiringFault } from './state.ts';

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
  const { kinds, wiring } = unseenBy(meter);
  if (meter.state.power.on) noteTampering(meter, kind, isOn);
  else change(meter, { unseen: { kinds: { ...kinds, [kind]: isOn }, wiring } });
  return 'success';
}

/** The wires are on as they shouldn't be, or as they should be again. */
export function wire(meter: Meter, fault: WiringFault | 'none'): OperationResult {
  const { kinds, wiring } = unseenBy(meter);
  const before = wiring ?? meter.state.tamper.wiring;
  const after = fault === 'none' ? [] : [...before.filter((other) => other !== fault), fault];
  if (meter.state.power.on) noteWiring(meter, after);
  else change(meter, { unseen: { kinds, wiring: after } });
  return 'success';
}

/** What was done to a meter without power it notices as soon as it has some again, as far as it is still so. */
export const tamperWatch: Timed<Meter> = {
  next: ({ state }) => (state.tamper.unseen === null ? Number.POSITIVE_INFINITY : state.settled),
  act(meter) {
    const { kinds, wiring } = unseenBy(meter);
    change(meter, { unseen: null });
    for (const [kind, isOn] of Object.entries(kinds)) noteTampering(meter, kind as TamperKind, isOn);
    if (wiring !== null) noteWiring(meter, wiring);
  },
};

const NOTHING_UNSEEN: NonNullable<TamperState['unseen']> = { kinds: {}, wiring: null };

function unseenBy({ state }: Meter): NonNullable<TamperState['unseen']> {
  return state.tamper.unseen ?? NOTHING_UNSEEN;
}

function noteTampering(meter: Meter, kind: TamperKind, isOn: boolean): void {
  const before = meter.state.tamper.kinds[kind];
  if (isOn === (before.since !== null)) return;
  const time = meter.time();
  const after =
    before.since === null
      ? { ...before, count: before.count + 1, since: time }
      : { ...before, since: null, last: { at: before.since, seconds: secondsBetween(before.since, time) } };
  change(meter, { kinds: { ...meter.state.tamper.kinds, [kind]: after } });
  meter.record(eventsOf[kind][isOn ? 'begins' : 'ends']);
  if (isOn) lockSupply(meter);
}

function noteWiring(meter: Meter, wiring: readonly WiringFault[]): void {
  const before = meter.state.tamper.wiring;
  change(meter, { wiring });
  for (const fault of wiring) if (!before.includes(fault)) meter.record(wiringEvents[fault]);
}

function change({ state }: Meter, changes: Partial<TamperState>): void {
  state.tamper = { ...state.tamper, ...changes };
}

/** The clock may have been set back meanwhile. */
function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 1000));
}
