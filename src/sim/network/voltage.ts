import type { Esme } from '../esme/esme.ts';
import { wasOff } from '../power/outages.ts';
import { SAMPLE } from '../readings/mains.ts';
import { HALF_HOUR } from '../readings/source.ts';

/** Until when nothing changes by which the voltage goes, in true time from `at`, at most until `limit`. */
export function stretchEnd(esme: Esme, at: number, limit: number): number {
  const later = ({ from }: { readonly from: number }): boolean => from > at;
  const era = esme.registers.eras.find(later)?.from ?? limit;
  const told = esme.state.voltage.told.find(later)?.from ?? limit;
  return Math.min((Math.floor(at / HALF_HOUR) + 1) * HALF_HOUR, era, told, limit);
}

/**
 * RMS voltage averaged from a true time until before another, in 0.1 V: the mean of what it was at each whole ten
 * seconds that the meter had power. Nothing where there are none.
 */
export function averageVoltage(esme: Esme, from: number, to: number): number | undefined {
  let [sum, samples] = [0, 0];
  for (let start = from; start < to; ) {
    const end = stretchEnd(esme, start, to);
    const voltage = esme.steadyVoltage(start);
    const isWhole = !wasOff(esme, start, end);
    for (let at = Math.ceil(start / SAMPLE) * SAMPLE; at < end; at += SAMPLE) {
      if (!(isWhole || !wasOff(esme, at, at + 1))) continue;
      sum += voltage(at);
      samples++;
    }
    start = end;
  }
  return samples === 0 ? undefined : Math.round(sum / samples);
}

/** Between what an average must be. */
export function averageBounds(esme: Esme, from: number, to: number): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let start = from; start < to; start = stretchEnd(esme, start, to)) {
    const [least, most] = esme.voltageBounds(start);
    low = Math.min(low, least);
    high = Math.max(high, most);
  }
  return [low, high];
}
