import { hash32 } from '../../core/random.ts';
import { DAY } from './civil-date.ts';

/** What a meter measures at an instant, in the units of its registers. */
export interface Instantaneous {
  /** W */
  readonly activeImport: number;
  /** W */
  readonly activeExport: number;
  /** 0.1 V */
  readonly voltage: number;
  /** 0.01 A */
  readonly current: number;
  /** 0.01 Hz */
  readonly frequency: number;
  /** Thousandths, 0 to 1000; 1000 where nothing flows. */
  readonly powerFactor: number;
}

/**
 * The mains at a connection point: voltage falls with the load and through the day, current and power factor follow
 * from the powers. A function of seed and time.
 * @param power W and var, by quantity
 * @param at milliseconds from 1970
 */
export function instantaneous(
  seed: number,
  power: readonly [number, number, number, number],
  at: number,
): Instantaneous {
  const [activeImport, activeExport] = power;
  const active = activeImport - activeExport;
  const reactive = power[2] - power[3];
  const apparent = Math.hypot(active, reactive);
  const voltage = Math.round(
    2385 + 25 * Math.cos((2 * Math.PI * at) / DAY) + chance(seed, 101, at, 10_000, 12) - active / 80,
  );
  return {
    activeImport,
    activeExport,
    voltage,
    current: Math.round((1000 * apparent) / voltage),
    frequency: 5000 + Math.round(chance(0, 102, at, 60_000, 9)),
    powerFactor: apparent === 0 ? 1000 : Math.round((1000 * Math.abs(active)) / apparent),
  };
}

/** Uniform in -`reach` to `reach`, anew after each `every` milliseconds. */
function chance(seed: number, stream: number, at: number, every: number, reach: number): number {
  const step = Math.floor(at / every);
  return reach * (hash32(seed, stream, step, Math.floor(step / 0x100000000)) / 0x80000000 - 1);
}
