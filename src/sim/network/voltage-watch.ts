import type { Timed } from '../device/design.ts';
import type { EventName } from '../device/events.ts';
import type { Esme } from '../esme/esme.ts';
import { DAY } from '../readings/civil-date.ts';
import { SAMPLE } from '../readings/mains.ts';
import type { Era } from '../readings/registers.ts';
import { averageBounds, averageVoltage, stretchEnd } from './voltage.ts';
import { isBeyond, isQuiet, mayTurn } from './voltage-limits.ts';
import { type VoltageLimit, type VoltageState, type VoltageWatch, voltageLimits } from './voltage-state.ts';

/** What the meter notices of the voltage next. */
interface Turn {
  /** True time. */
  readonly at: number;
  /** What is passed, or no longer, from then on; none where the meter was looked at for long enough. */
  readonly turned: readonly VoltageLimit[];
  readonly turning: VoltageWatch['turning'];
}

const averages = ['average-over', 'average-under'] as const satisfies readonly VoltageLimit[];
const sampled = voltageLimits.filter((name) => !averages.some((average) => average === name));

const eventsOf: Readonly<Record<VoltageLimit, { readonly begins: EventName; readonly ends: EventName }>> = {
  'average-over': { begins: 'voltage-average-over', ends: 'voltage-average-over-ended' },
  'average-under': { begins: 'voltage-average-under', ends: 'voltage-average-under-ended' },
  'extreme-over': { begins: 'voltage-extreme-over', ends: 'voltage-extreme-over-ended' },
  'extreme-under': { begins: 'voltage-extreme-under', ends: 'voltage-extreme-under-ended' },
  swell: { begins: 'voltage-swell', ends: 'voltage-swell-ended' },
  sag: { begins: 'voltage-sag', ends: 'voltage-sag-ended' },
};

/** Notices each passing of a limit when it occurs. Where none can be passed it costs nothing. */
export const voltageWatch: Timed<Esme> = {
  next(esme) {
    const { settled, voltage } = esme.state;
    const start = Math.max(esme.era.from, voltage.told.at(-1)?.from ?? 0);
    const isOver = settled >= start + 1000 * voltage.measurement.seconds;
    if (isOver && isQuiet(voltage, esme.era.extra, settled)) return Number.POSITIVE_INFINITY;
    return nextTurn(esme).at;
  },
  act(esme) {
    const { at, turned, turning } = nextTurn(esme);
    const { voltage } = esme.state;
    const { beyond } = voltage.watch;
    const begun = turned.filter((name) => !beyond.includes(name));
    const stillBeyond = beyond.filter((name) => !turned.includes(name));
    esme.state.voltage = {
      ...voltage,
      limits: begun.reduce((limits, name) => counted(limits, name), voltage.limits),
      watch: { from: at, beyond: [...stillBeyond, ...begun], turning },
    };
    for (const name of turned) esme.record(eventsOf[name][begun.includes(name) ? 'begins' : 'ends']);
  },
};

function counted(limits: VoltageState['limits'], name: VoltageLimit): VoltageState['limits'] {
  return { ...limits, [name]: { ...limits[name], counter: limits[name].counter + 1 } };
}

/** What was noticed until now, where nothing is passed since: before limits or periods change. */
export function watchedUntilNow(esme: Esme): VoltageWatch {
  const now = esme.now();
  const { turning } = look(esme, now);
  return { from: now, beyond: esme.state.voltage.watch.beyond, turning };
}

interface Foreseen {
  readonly voltage: VoltageState;
  readonly eras: readonly Era[];
  readonly power: Esme['state']['power'];
  readonly turn: Turn;
}

/** It follows from the state alone, and isn't worth finding twice. */
const foreseen = new WeakMap<Esme, Foreseen>();

function nextTurn(esme: Esme): Turn {
  const { voltage, eras, power } = esme.state;
  const known = foreseen.get(esme);
  if (known !== undefined && known.voltage === voltage && known.eras === eras && known.power === power) {
    return known.turn;
  }
  const start = skipQuiet(esme, firstInstant(esme));
  const turn = Number.isFinite(start) ? look(esme, start + DAY) : { at: start, turned: [], turning: {} };
  foreseen.set(esme, { voltage, eras, power, turn });
  return turn;
}

/** The first instant that wasn't looked at; while there was no power nobody looked. */
function firstInstant({ state, registers }: Esme): number {
  return Math.max(state.voltage.watch.from, state.power.since, registers.eras[0]?.from ?? 0) + 1;
}

/** Looks at the voltage from where that was left until something turns, at most until a true time. */
function look(esme: Esme, until: number): Turn {
  const { voltage, power } = esme.state;
  const turning = new Map<VoltageLimit, number>();
  if (voltage.watch.from >= power.since) {
    for (const name of voltageLimits) {
      const since = voltage.watch.turning[name];
      if (since !== undefined) turning.set(name, since);
    }
  }
  for (let at = firstInstant(esme); at <= until; ) {
    const skipped = skipQuiet(esme, at);
    if (skipped > at) {
      turning.clear();
      at = skipped;
      continue;
    }
    const end = stretchEnd(esme, at, until + 1);
    const turn = lookThrough(esme, at, end, turning);
    if (turn !== undefined) return { ...turn, turning: Object.fromEntries(turning) };
    at = end;
  }
  return { at: until, turned: [], turning: Object.fromEntries(turning) };
}

/** Passes over a time in which nothing can be passed, years of it as quickly as a day. */
function skipQuiet(esme: Esme, at: number): number {
  const { voltage } = esme.state;
  const { eras } = esme.registers;
  const before = ({ from }: { readonly from: number }): boolean => from <= at;
  const after = ({ from }: { readonly from: number }): boolean => from > at;
  const era = eras.findLast(before) ?? esme.era;
  const told = voltage.told.findLast(before)?.from ?? 0;
  // An average may yet contain what was before.
  if (at < Math.max(era.from, told) + 1000 * voltage.measurement.seconds) return at;
  if (!isQuiet(voltage, era.extra, at)) return at;
  return Math.min(
    eras.find(after)?.from ?? Number.POSITIVE_INFINITY,
    voltage.told.find(after)?.from ?? Number.POSITIVE_INFINITY,
  );
}

/** Looks from an instant until before another, between which voltage goes by the same load. */
function lookThrough(
  esme: Esme,
  from: number,
  to: number,
  turning: Map<VoltageLimit, number>,
): Pick<Turn, 'at' | 'turned'> | undefined {
  const { voltage } = esme.state;
  const bounds = esme.voltageBounds(from);
  const isSampled = sampled.some((name) => turning.has(name) || mayTurn(voltage, name, bounds));
  const at = esme.steadyVoltage(from);
  const { clockOffset } = esme.registers.eraAt(from);
  const period = 1000 * voltage.measurement.seconds;
  let sample = isSampled ? Math.ceil(from / SAMPLE) * SAMPLE : Number.POSITIVE_INFINITY;
  let capture = Math.ceil((from + clockOffset) / period) * period - clockOffset;
  while (Math.min(sample, capture) < to) {
    const now = Math.min(sample, capture);
    const turned: VoltageLimit[] = [];
    if (now === sample) turned.push(...turnedSamples(voltage, now, at(now), turning));
    if (now === capture) turned.push(...turnedAverages(esme, now - period, now));
    if (turned.length > 0) return { at: now, turned };
    if (now === sample) sample += SAMPLE;
    if (now === capture) capture += period;
  }
  return undefined;
}

/** What the voltage has been beyond, or back from, for as long as it takes. */
function turnedSamples(
  voltage: VoltageState,
  now: number,
  value: number,
  turning: Map<VoltageLimit, number>,
): readonly VoltageLimit[] {
  return sampled.filter((name) => {
    if (isBeyond(voltage, name, value) === voltage.watch.beyond.includes(name)) {
      turning.delete(name);
      return false;
    }
    const since = turning.get(name) ?? now;
    const turns = now - since >= 1000 * voltage.limits[name].period;
    if (turns) turning.delete(name);
    else turning.set(name, since);
    return turns;
  });
}

function turnedAverages(esme: Esme, from: number, to: number): readonly VoltageLimit[] {
  const { voltage } = esme.state;
  const bounds = averageBounds(esme, from, to);
  if (!averages.some((name) => mayTurn(voltage, name, bounds))) return [];
  const average = averageVoltage(esme, from, to);
  if (average === undefined) return [];
  return averages.filter((name) => isBeyond(voltage, name, average) !== voltage.watch.beyond.includes(name));
}
