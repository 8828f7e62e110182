import type { Meter } from '../meter/meter.ts';

/** Registers go on while something can flow and the meter can count it, and stand still while not. */
export function updateMeasuring(meter: Meter): void {
  const measuring = meter.isCounting;
  if (measuring !== meter.era.measuring) meter.registers.begin(meter.now(), { measuring });
}
