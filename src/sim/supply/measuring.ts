import type { Meter } from '../meter/meter.ts';

/** Registers go on while something can flow and the meter can count it, and stand still while not. */
export function updateMeasuring(meter: Meter): void {
  const measuring = meter.state.power.on && meter.state.supply.closed;
  if (measuring !== meter.era.measuring) meter.registers.begin(meter.now(), { measuring });
}
