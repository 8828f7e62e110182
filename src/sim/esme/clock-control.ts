import type { ClockAccess } from '../classes/clock.ts';
import type { Esme } from './esme.ts';

/** 2000-01-01 and 2100-01-01, milliseconds from 1970: what the clock can show. */
const RANGE = { from: 946_684_800_000, to: 4_102_444_800_000 } as const;
/** Milliseconds up to which a change is an adjustment; beyond, the clock was set. */
const TOLERANCE = 10_000;

export const clockControl: ClockAccess<Esme> = {
  time: (esme) => esme.time(),

  setTime(esme, time) {
    if (time < RANGE.from || time >= RANGE.to) return 'other-reason';
    const now = esme.now();
    const change = time - now - esme.era.clockOffset;
    if (change !== 0) esme.registers.begin(now, { clockOffset: time - now });
    esme.record(Math.abs(change) <= TOLERANCE ? 'clock-adjusted' : 'clock-set', now);
    return 'success';
  },

  preset: (esme) => esme.state.preset ?? undefined,

  setPreset(esme, preset) {
    esme.state.preset = preset;
  },
};
