import { widestBounds } from '../readings/mains.ts';
import { toldAt, type VoltageLimit, type VoltageState, voltageLimits } from './voltage-state.ts';

/** Whether a voltage in 0.1 V, or an average, is beyond a limit. */
export function isBeyond({ limits }: VoltageState, name: VoltageLimit, voltage: number): boolean {
  const { threshold } = limits[name];
  return isUpper(name) ? voltage > threshold : voltage < threshold;
}

/** Whether a voltage between two others may make a difference to a limit that is passed, or isn't. */
export function mayTurn(
  state: VoltageState,
  name: VoltageLimit,
  [low, high]: readonly [low: number, high: number],
): boolean {
  const passed = state.watch.beyond.includes(name);
  return isBeyond(state, name, low) !== passed || isBeyond(state, name, high) !== passed;
}

/** Whether the voltage can pass no limit, nor come back from one, while things stay as they are. */
export function isQuiet(state: VoltageState, extra: number, at: number): boolean {
  const told = toldAt(state.told, at);
  const bounds = told === undefined ? widestBounds(extra) : ([told, told] as const);
  return state.watch.beyond.length === 0 && !voltageLimits.some((name) => mayTurn(state, name, bounds));
}

function isUpper(name: VoltageLimit): boolean {
  return name === 'average-over' || name === 'extreme-over' || name === 'swell';
}
