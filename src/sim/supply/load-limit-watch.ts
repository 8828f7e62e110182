import { millisecondsOf } from '../classes/clock.ts';
import type { Timed } from '../device/design.ts';
import type { Esme } from '../esme/esme.ts';
import { DAY } from '../readings/civil-date.ts';
import { MOST_POWER } from '../readings/mains.ts';
import type { Era } from '../readings/registers.ts';
import { HALF_HOUR } from '../readings/source.ts';
import type { LoadLimitState } from './load-limit-state.ts';
import { changeSupply } from './supply-control.ts';

/** What load limiting does next. */
interface Step {
  /** True time. */
  readonly at: number;
  readonly does: 'trip' | 'restore' | 'look';
  readonly since: number | null;
  readonly exceeded: boolean;
}

/** Cuts off who takes too much for too long (SMETS1 load limiting). Where nobody can take so much it costs nothing. */
export const loadLimitWatch: Timed<Esme> = {
  next(esme) {
    if (isQuiet(esme.state.loadLimit, esme.era) && !isRestoring(esme)) return Number.POSITIVE_INFINITY;
    return nextStep(esme).at;
  },
  act(esme) {
    const step = nextStep(esme);
    if (step.does === 'restore') {
      changeSupply(esme, 'connected', 'load-limit');
      return;
    }
    const { loadLimit } = esme.state;
    const { at, since, exceeded } = step;
    const trips = step.does === 'trip';
    esme.state.loadLimit = {
      ...loadLimit,
      ...(trips && { counter: loadLimit.counter + 1, tripped: esme.now() }),
      watch: { from: at, since, exceeded },
    };
    if (!trips) return;
    esme.record('load-limit-exceeded');
    const { state } = esme.state.supply;
    if (loadLimit.disables && state === 'connected') changeSupply(esme, 'ready-for-reconnection', 'load-limit');
  },
};

/** The limit changes: from now on the power is looked at anew, as if there had been none before. */
export function changeLoadLimit(esme: Esme, change: Partial<LoadLimitState>): void {
  const watch = { from: esme.now(), since: null, exceeded: false };
  esme.state.loadLimit = { ...esme.state.loadLimit, ...change, watch };
}

/** Whether an emergency profile is in force at a time of the meter's clock. */
export function isEmergency(limit: LoadLimitState, time: number): boolean {
  const window = emergencyOf(limit);
  return window !== undefined && time >= window.from && time < window.to;
}

/** By the meter's clock. */
function emergencyOf({ emergency, groups }: LoadLimitState): { from: number; to: number } | undefined {
  const from = millisecondsOf(emergency.activation);
  if (from === undefined || !groups.includes(emergency.id)) return undefined;
  return { from, to: from + 1000 * emergency.duration };
}

function thresholdAt(limit: LoadLimitState, time: number): number {
  return isEmergency(limit, time) ? limit.emergencyThreshold : limit.threshold;
}

function isRestoring({ state }: Esme): boolean {
  return (
    state.supply.state === 'ready-for-reconnection' && state.supply.cause === 'load-limit' && state.loadLimit.restores
  );
}

/** Whether the power can't exceed the limit as long as nothing changes. */
function isQuiet({ threshold, emergencyThreshold }: LoadLimitState, { extra, measuring }: Era): boolean {
  return !measuring || Math.min(threshold, emergencyThreshold) >= MOST_POWER + extra;
}

interface Foreseen {
  readonly parts: Parts;
  readonly step: Step;
}

/** All that the next step follows from. */
type Parts = readonly unknown[];

/** It follows from the state alone, and isn't worth finding twice. */
const foreseen = new WeakMap<Esme, Foreseen>();

function nextStep(esme: Esme): Step {
  const { loadLimit, supply, eras, power } = esme.state;
  const parts: Parts = [loadLimit, supply, eras, power];
  const known = foreseen.get(esme);
  if (known?.parts.every((part, i) => part === parts[i])) return known.step;
  const step = isRestoring(esme) ? restoring(loadLimit) : look(esme);
  foreseen.set(esme, { parts, step });
  return step;
}

function restoring({ tripped, restoration, watch: { since, exceeded } }: LoadLimitState): Step {
  return { at: tripped + 1000 * restoration, does: 'restore', since, exceeded };
}

/** Looks at the power from where that was left until there is an event, at most for a day on which one may be. */
function look(esme: Esme): Step {
  const { loadLimit: limit, power } = esme.state;
  const { eras } = esme.registers;
  const isLeft = limit.watch.from >= power.since;
  let { since, exceeded } = isLeft ? limit.watch : { since: null, exceeded: false };
  let at = Math.max(limit.watch.from, power.since, eras[0]?.from ?? 0);
  let horizon: number | undefined;
  while (horizon === undefined || at < horizon) {
    const era = esme.registers.eraAt(at);
    const eraEnd = eras.find(({ from }) => from > at)?.from ?? Number.POSITIVE_INFINITY;
    if (isQuiet(limit, era)) {
      [since, exceeded, at] = [null, false, eraEnd];
      if (at === Number.POSITIVE_INFINITY) return { at, does: 'look', since, exceeded };
      continue;
    }
    horizon ??= at + DAY;
    const halfHourEnd = (Math.floor(at / HALF_HOUR) + 1) * HALF_HOUR;
    const end = Math.min(halfHourEnd, eraEnd, horizon, nextEdge(limit, era, at));
    if (esme.registers.power(0, at) > thresholdAt(limit, at + era.clockOffset)) {
      since ??= at;
      const trip = since + 1000 * limit.period;
      if (!exceeded && trip <= end) return { at: Math.max(trip, at), does: 'trip', since, exceeded: true };
    } else {
      [since, exceeded] = [null, false];
    }
    at = end;
  }
  return { at: horizon, does: 'look', since, exceeded };
}

/** When an emergency profile begins or ends next. */
function nextEdge(limit: LoadLimitState, { clockOffset }: Era, at: number): number {
  const window = emergencyOf(limit);
  if (window === undefined) return Number.POSITIVE_INFINITY;
  const edges = [window.from - clockOffset, window.to - clockOffset];
  return edges.find((edge) => edge > at) ?? Number.POSITIVE_INFINITY;
}
