import fc from 'fast-check';
import { VirtualClock } from '../../src/core/clock.ts';
import { createEsme } from '../../src/sim/esme/create.ts';
import { createGsme } from '../../src/sim/gsme/create.ts';
import type { Meter } from '../../src/sim/meter/meter.ts';
import { DeviceBench, firstLight } from './bench.ts';
import { gsmeEntry } from './gsme/gas-bench.ts';

export const MINUTE = 60_000;
export const HALF_HOUR = 30 * MINUTE;
export const DAY = 48 * HALF_HOUR;
const FIRST = Date.UTC(2016, 0, 1);
const LAST = Date.UTC(2031, 0, 1);

/** Each of the kinds of meters: where its registers and profiles are. */
export const fuels = {
  electricity: {
    halfHourly: '1.0.99.1.0.255',
    daily: '1.0.99.2.0.255',
    /** Columns of a daily row between its status and its rates. */
    totals: 2,
    make: (seed: string, installed: number, clock: VirtualClock): Meter =>
      createEsme({ ...firstLight.devices.esme, installed: instant(installed) }, clock, seed),
  },
  gas: {
    halfHourly: '7.0.99.1.0.255',
    daily: '7.0.99.2.0.255',
    totals: 1,
    make: (seed: string, installed: number, clock: VirtualClock): Meter =>
      createGsme({ ...gsmeEntry, installed: instant(installed) }, clock, seed),
  },
} as const;
export type Fuel = keyof typeof fuels;

/** Instants at which calendars have something special: 01:00 UTC of clock changes, leap days, ends of years and months. */
const specials: readonly number[] = Array.from({ length: 16 }, (_, i) => 2016 + i)
  .flatMap((year) => [
    lastSunday(year, 2) + 60 * MINUTE,
    lastSunday(year, 9) + 60 * MINUTE,
    Date.UTC(year, 1, 28) + DAY,
    Date.UTC(year, 2, 1),
    Date.UTC(year + 1, 0, 1) - HALF_HOUR,
    Date.UTC(year + 1, 0, 1),
    Date.UTC(year, 5, 1),
  ])
  .sort((a, b) => a - b);

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return last.getTime() - last.getUTCDay() * DAY;
}

/** How time passes: by so much, or until so long before something special. */
export type Passing = { readonly by: number } | { readonly before: number };

const passing: fc.Arbitrary<Passing> = fc.oneof(
  fc.integer({ min: 0, max: 90 * MINUTE }).map((by) => ({ by })),
  fc.integer({ min: 0, max: 120 * DAY }).map((by) => ({ by })),
  fc.integer({ min: -40, max: 40 }).map((halfHours) => ({ before: halfHours * HALF_HOUR })),
);

/** What changes how a meter measures, or what that costs. */
export type Happening =
  | { readonly kind: 'disable' | 'enable' | 'billing' }
  | { readonly kind: 'power-cut'; readonly minutes: number }
  | { readonly kind: 'shift'; readonly seconds: number }
  | { readonly kind: 'set'; readonly minutes: number }
  | { readonly kind: 'calendar'; readonly first: number; readonly second: number; readonly from: number }
  | { readonly kind: 'prices'; readonly price: number }
  | { readonly kind: 'load'; readonly extra: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom('disable' as const, 'enable' as const, 'billing' as const).map((kind) => ({ kind })),
  fc.record({ kind: fc.constant('power-cut' as const), minutes: fc.integer({ min: 1, max: 4000 }) }),
  fc.record({ kind: fc.constant('shift' as const), seconds: fc.integer({ min: -9, max: 9 }) }),
  fc.record({ kind: fc.constant('set' as const), minutes: fc.integer({ min: -3000, max: 3000 }) }),
  fc.record({
    kind: fc.constant('calendar' as const),
    first: fc.nat(3),
    second: fc.nat(3),
    from: fc.integer({ min: 1, max: 47 }),
  }),
  fc.record({ kind: fc.constant('prices' as const), price: fc.nat(90_000) }),
  fc.record({ kind: fc.constant('load' as const), extra: fc.nat(4000) }),
);

export interface Years {
  readonly seed: string;
  readonly installed: number;
  /** Since then it has been looked at. */
  readonly start: number;
  readonly events: readonly { readonly after: Passing; readonly what: Happening }[];
}

/** A meter's years: from 2016 to 2031, whatever its seed. */
export const years: fc.Arbitrary<Years> = fc
  .record({
    seed: fc.nat().map(String),
    installed: fc.integer({ min: FIRST, max: LAST - 400 * DAY }),
    age: fc.oneof(fc.nat(3 * DAY), fc.nat(399 * DAY), fc.nat(4000 * DAY)),
    events: fc.array(fc.record({ after: passing, what: happening }), { minLength: 1, maxLength: 12 }),
  })
  .map(({ age, ...rest }) => ({ ...rest, start: Math.min(LAST, rest.installed + age) }));

export function benchOf(fuel: Fuel, { seed, installed, start }: Years): DeviceBench<Meter> {
  const clock = new VirtualClock(instant(start));
  return new DeviceBench(fuels[fuel].make(seed, installed, clock), clock, firstLight.devices.esme.keys);
}

/** True time after which `passing` is over. */
export function until(now: number, after: Passing): number {
  if ('by' in after) return now + after.by;
  const special = specials.find((at) => at > now) ?? now;
  return Math.max(now, special - after.before);
}

export function instant(at: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(at);
}
