import { hash32 } from '../../core/random.ts';
import type { Device } from '../device/device.ts';
import type { Operation } from '../device/operations.ts';
import { ConditionTimes } from './condition-times.ts';
import type { Condition, FaultOccurrence } from './faults.ts';

const DAY = 86_400_000;
/** Nobody has looked for so long: what chance did before is left out. */
const MEMORY = 30 * DAY;

/** What the conditions around an installation act on. */
export interface WorldParts {
  readonly devices: { readonly hub?: Device | undefined; readonly esme: Device; readonly gsme?: Device | undefined };
  /** Whether there is a mobile network when nothing takes it away. */
  readonly coverage: boolean;
  readonly report: (occurrence: FaultOccurrence) => void;
  /** True time at which the installation came into being. */
  readonly began: number;
  /** True time until which all of it has occurred; nothing before the first time. */
  readonly settled: { get(): number | null; set(at: number): void };
  /** Called after each thing that was done to a device. */
  changed(): void;
}

interface Running {
  readonly condition: Condition;
  readonly times: ConditionTimes;
  holds: boolean;
}

/** The conditions around the devices of one installation: each begins and ends at its own instants. */
export class World {
  readonly #parts: WorldParts;
  readonly #running: readonly Running[];
  /** True time at which something begins or ends next. */
  #next: number;

  constructor(conditions: readonly Condition[], seed: number, parts: WorldParts) {
    this.#parts = parts;
    const settled = parts.settled.get();
    this.#running = conditions.map((condition, index) => {
      const times = new ConditionTimes(condition, hash32(seed, index));
      return { condition, times, holds: settled !== null && times.holds(settled) };
    });
    this.#next = conditions.length === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** Does all that is due until `now`. @returns true time of what is due next */
  settle(now: number): number {
    if (now < this.#next) return this.#next;
    const { settled } = this.#parts;
    const before = settled.get() ?? this.#parts.began;
    for (let at = before; at <= now; at = this.#nextAfter(at, now)) this.#change(at);
    settled.set(now);
    this.#next = this.#nextAfter(now, now);
    return this.#next;
  }

  #nextAfter(at: number, now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { condition, times } of this.#running) {
      const isChance = 'probability' in condition && condition.probability !== undefined;
      next = Math.min(next, times.next(isChance ? Math.max(at, now - MEMORY) : at));
    }
    return next;
  }

  /** What holds from `at` on, and what doesn't any more. */
  #change(at: number): void {
    for (const running of this.#running) {
      const holds = running.times.holds(at);
      if (holds === running.holds) continue;
      running.holds = holds;
      this.#act(running.condition, holds ? 'begins' : 'ends', at);
    }
  }

  #act(condition: Condition, phase: 'begins' | 'ends', at: number): void {
    const { devices, report } = this.#parts;
    const device = devices[subjectOf(condition)];
    if (device === undefined) return;
    const operation = this.#operation(condition, phase);
    const result = operation === undefined ? 'success' : device.at(at, () => device.operate(operation));
    this.#parts.changed();
    report({ fault: condition.kind, device: device.eui64, at, phase, detail: { ...detailOf(condition), result } });
  }

  /** Nothing where another condition of the kind still holds, or there is nothing to come back. */
  #operation(condition: Condition, phase: 'begins' | 'ends'): Operation | undefined {
    const isOver = phase === 'ends';
    const same = this.#running.some((other) => other.holds && isAlike(other.condition, condition));
    switch (condition.kind) {
      case 'no-wan':
        if (isOver && (same || !this.#parts.coverage)) return undefined;
        return { kind: 'wan', is: isOver ? 'back' : 'lost' };
      case 'han-loss':
        if (isOver && same) return undefined;
        return { kind: 'han', side: condition.side, is: isOver ? 'back' : 'lost' };
      case 'power-cut':
        if (isOver && same) return undefined;
        return { kind: 'power', is: isOver ? 'on' : 'off' };
      case 'clock-drift':
        return { kind: 'drift', ppm: condition.ppm };
      case 'low-battery':
        return { kind: 'battery', percent: condition.percent };
    }
  }
}

function subjectOf(condition: Condition): 'hub' | 'esme' | 'gsme' {
  if ('device' in condition) return condition.device;
  return condition.kind === 'power-cut' ? 'esme' : 'hub';
}

function isAlike(one: Condition, other: Condition): boolean {
  if (one.kind !== other.kind) return false;
  return !(one.kind === 'han-loss' && other.kind === 'han-loss') || one.side === other.side;
}

function detailOf(condition: Condition): Readonly<Record<string, string | number>> {
  switch (condition.kind) {
    case 'han-loss':
      return { side: condition.side };
    case 'clock-drift':
      return { ppm: condition.ppm };
    case 'low-battery':
      return { percent: condition.percent };
    default:
      return {};
  }
}
