import { hash32 } from '../../core/random.ts';
import { DAY } from './civil-date.ts';
import { HALF_HOUR } from './source.ts';

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

/** Milliseconds from one value of the voltage to the next. */
export const SAMPLE = 10_000;
/** More watts than any dwelling imports or exports by its seed alone. */
export const MOST_POWER = 8000;

// 0.1 V: about what the voltage goes through the day, how far chance takes it, and watts that take it down by one.
const MIDDLE = 2385;
const SWING = 25;
const REACH = 12;
const WATTS = 80;

/**
 * What flows at a connection point: current and power factor follow from the powers. A function of seed and time.
 * @param power W and var, by quantity
 * @param voltage 0.1 V
 * @param at milliseconds from 1970
 */
export function instantaneous(
  power: readonly [number, number, number, number],
  voltage: number,
  at: number,
): Instantaneous {
  const [activeImport, activeExport] = power;
  const active = activeImport - activeExport;
  const reactive = power[2] - power[3];
  const apparent = Math.hypot(active, reactive);
  return {
    activeImport,
    activeExport,
    voltage,
    current: voltage === 0 ? 0 : Math.round((1000 * apparent) / voltage),
    frequency: 5000 + Math.round(chance(0, 102, at, 60_000, 9)),
    powerFactor: apparent === 0 ? 1000 : Math.round((1000 * Math.abs(active)) / apparent),
  };
}

/**
 * Voltage in 0.1 V: it falls with the load and through the day, and is steady over each ten seconds.
 * @param net W imported, less what is exported
 */
export function mainsVoltage(seed: number, net: number, at: number): number {
  const sample = at - (at % SAMPLE);
  return Math.round(undisturbed(net, sample) + chance(seed, 101, sample, SAMPLE, REACH));
}

/** Between what voltages a dwelling is through the half-hour of UTC around an instant, whatever its seed. */
export function mainsBounds(net: number, at: number): readonly [low: number, high: number] {
  const start = Math.floor(at / HALF_HOUR) * HALF_HOUR;
  // Through a half-hour it only rises or only falls: it turns at noon and at midnight.
  const ends = [undisturbed(net, start), undisturbed(net, start + HALF_HOUR)];
  return [Math.round(Math.min(...ends) - REACH), Math.round(Math.max(...ends) + REACH)];
}

/**
 * Between what voltages any dwelling ever is.
 * @param extra W imported on top of what the seed says
 */
export function widestBounds(extra: number): readonly [low: number, high: number] {
  const reach = SWING + REACH;
  return [Math.round(MIDDLE - reach - (MOST_POWER + extra) / WATTS), Math.round(MIDDLE + reach + MOST_POWER / WATTS)];
}

function undisturbed(net: number, at: number): number {
  return MIDDLE + SWING * Math.cos((2 * Math.PI * at) / DAY) - net / WATTS;
}

/** Uniform in -`reach` to `reach`, anew after each `every` milliseconds. */
function chance(seed: number, stream: number, at: number, every: number, reach: number): number {
  const step = Math.floor(at / every);
  return reach * (hash32(seed, stream, step, Math.floor(step / 0x100000000)) / 0x80000000 - 1);
}
