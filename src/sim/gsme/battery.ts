import { doubtClock } from '../device/clock-control.ts';
import { restartClock } from '../device/clock-drift.ts';
import type { Timed } from '../device/design.ts';
import type { Operation, OperationResult } from '../device/operations.ts';
import { keepOutage } from '../power/outages.ts';
import { updateMeasuring } from '../supply/measuring.ts';
import { changeSupply } from '../supply/supply-control.ts';
import type { Gsme } from './gsme.ts';

/** Three minutes, as for an outage of the mains. */
const OUTAGES = { 'long-seconds': 180, kept: 10 } as const;

/** Per cent of the battery's capacity that are left now. */
export function chargeOf(gsme: Gsme): number {
  const { percent, at } = gsme.state.battery;
  return Math.max(0, percent - (100 * (gsme.now() - at)) / gsme.batteryLife);
}

/** True time at which so many per cent are left, milliseconds from 1970. */
export function leftAt(gsme: Gsme, percent: number): number {
  const { battery } = gsme.state;
  return Math.ceil(battery.at + ((battery.percent - percent) / 100) * gsme.batteryLife);
}

/** The battery runs low, and then out. */
export const batteryWatch: Timed<Gsme> = {
  next(gsme) {
    return leftAt(gsme, gsme.state.battery.low ? 0 : gsme.model.battery['low-percent']);
  },

  act(gsme) {
    const { battery } = gsme.state;
    if (battery.low) {
      losePower(gsme);
      return;
    }
    gsme.state.battery = { ...battery, low: true };
    gsme.record('battery-low');
  },
};

/** The battery is as full as that from now on; where there is more in it than before, it is another one. */
export function fill(gsme: Gsme, { percent }: Extract<Operation, { readonly kind: 'battery' }>): OperationResult {
  if (!(percent >= 0 && percent <= 100)) return 'refused';
  const at = gsme.now();
  const isAnother = percent > chargeOf(gsme);
  const { battery, power } = gsme.state;
  gsme.state.battery = isAnother ? { percent, at, installed: at, low: false } : { ...battery, percent, at };
  if (isAnother && !power.on) regainPower(gsme);
  if (isAnother) gsme.record('battery-reset');
  return 'success';
}

/** The battery is disconnected, or connected again. */
export function switchPower(gsme: Gsme, { is }: Extract<Operation, { readonly kind: 'power' }>): OperationResult {
  if ((is === 'on') === gsme.state.power.on) return 'success';
  if (is === 'off') {
    losePower(gsme);
    return 'success';
  }
  if (chargeOf(gsme) === 0) return 'refused';
  regainPower(gsme);
  return 'success';
}

/**
 * What is left in the last capacitor closes the valve where the Supply Depletion State is Locked: only a command arms the
 * supply again.
 */
function losePower(gsme: Gsme): void {
  const { supply, flow } = gsme.state;
  if (flow.depletion === 'locked' && supply.state !== 'disconnected') changeSupply(gsme, 'disconnected', 'meter');
  gsme.record('gas-power-loss');
  gsme.state.power = { on: false, since: gsme.now() };
  gsme.state.valve = { open: gsme.state.supply.closed, testedAt: null };
  updateMeasuring(gsme);
}

/** Without a battery the clock stands still. */
function regainPower(gsme: Gsme): void {
  const now = gsme.now();
  const { since } = gsme.state.power;
  const began = since + gsme.clockOffset;
  gsme.state.power = { on: true, since: now };
  updateMeasuring(gsme);
  restartClock(gsme, began - now);
  keepOutage(gsme, { from: since, to: now, began, ended: began }, OUTAGES);
  gsme.record('power-up');
  doubtClock(gsme);
}
