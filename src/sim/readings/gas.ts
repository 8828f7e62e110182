import { hash32 } from '../../core/random.ts';
import { dayOfWeek } from './civil-date.ts';
import { type DayShape, dayShape, HALF_HOURS } from './day-shape.ts';
import { DividedDays, type Flow } from './divided-days.ts';
import { LocalOffset } from './local-offset.ts';
import type { Source } from './source.ts';

/** What a gas meter measures, as the list of quantities of an electricity meter: volume, in litres. */
export const gasQuantities = ['volume'] as const;
/** Its index. */
export const VOLUME = 0;

/** Parts of the flow. */
const HEATING = 0;
const HOT_WATER_AND_COOKING = 1;

const YEAR = 365.25;
/** Middle of the heating season: 15 January. */
const MIDWINTER_DAY = 14;
/** The heating is on while the season, from 1 at midwinter to -1 at midsummer, is above the negative of this. */
const WARMTH = 0.35;
/** Half of the heating season as an angle of the year: mid-May to late September are without. */
const SEASON_END = Math.acos(-WARMTH);
const HEATING_YEAR = 2 * (Math.sin(SEASON_END) + WARMTH * SEASON_END);
/** Days by which a day's midnights may move: mild and cold days, and days with and without a bath. */
const CHANCE = 0.6;
const MOVED = 0.9;

// Relative demand at each half-hour of the local day; the boiler rests where there is none.
const HEATING_WEEKDAY = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 16, 14, 12, 10, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 14, 14, 12, 12,
  11, 10, 10, 9, 9, 8, 5, 2, 0, 0, 0,
];
const HEATING_WEEKEND = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 15, 14, 12, 10, 9, 8, 8, 7, 6, 6, 6, 5, 5, 5, 6, 6, 7, 8, 9, 11, 12, 12, 11,
  11, 10, 10, 9, 9, 8, 7, 4, 2, 0, 0,
];
/** Other demand, by half-hour of the local day: on one day as the one, on another as another. */
const BATHS_AND_MEALS: readonly Readonly<Record<number, number>>[] = [
  { 12: 3, 13: 12, 14: 14, 15: 8, 16: 2, 25: 2, 33: 4, 34: 10, 35: 12, 36: 8, 37: 3 },
  { 13: 2, 14: 4, 15: 3, 24: 4, 25: 3, 34: 6, 35: 9, 36: 6, 38: 12 },
  { 13: 8, 14: 10, 35: 8, 36: 4, 40: 7 },
];

/**
 * The gas that a dwelling burns, as a function of seed and time: nothing is stored, any instant costs the same. Heating
 * follows the season, hot water and cooking do not; people live by local time, and for long stretches nothing flows. The
 * flow is steady over each half-hour of UTC, and is what flows while the valve is open.
 */
export class Gas implements Source, Flow {
  readonly #seed: number;
  readonly #local: LocalOffset;
  /** Mean litres of a day, by part. */
  readonly #mean: readonly number[];
  readonly #heating = new DividedDays(this, HEATING);
  readonly #other = new DividedDays(this, HOT_WATER_AND_COOKING);

  /** @param timeZone IANA zone by which the dwelling lives */
  constructor(seed: number, timeZone: string) {
    this.#seed = seed;
    this.#local = LocalOffset.of(timeZone);
    this.#mean = [1200 + (hash32(seed, -3) % 2200), 150 + (hash32(seed, -4) % 400)];
  }

  /** Ticks from a fixed instant long ago until `at`, in milliseconds from 1970: only differences have a meaning. */
  ticks(_quantity: number, at: number): number {
    return this.#heating.ticks(at) + this.#other.ticks(at);
  }

  /** Litres an hour at an instant, in milliseconds from 1970. */
  power(_quantity: number, at: number): number {
    return this.#heating.perHour(at) + this.#other.perHour(at);
  }

  /** Whole litres of a part up to the first instant of a day. Midnights move by less than a day, so none is passed twice. */
  untilMidnight(part: number, day: number): number {
    const moved = day + CHANCE * this.#chance(part, day);
    return Math.floor((this.#mean[part] as number) * (part === HEATING ? heatingDays(moved) : moved));
  }

  shape(part: number, day: number): DayShape {
    const weekend = dayOfWeek(day) > 5;
    if (part === HEATING) {
      return localShape(
        weekend ? 'heating/weekend' : 'heating/weekday',
        weekend ? HEATING_WEEKEND : HEATING_WEEKDAY,
        this.#local.halfHours(day),
      );
    }
    const index = hash32(this.#seed, part, day, -1) % BATHS_AND_MEALS.length;
    return localShape(`hot-water/${index}`, BATHS_AND_MEALS[index] ?? {}, this.#local.halfHours(day));
  }

  moved(part: number, day: number, k: number): number {
    return MOVED * (2 * this.#chance(part, day, k) - 1);
  }

  /** Uniform in 0 to 1. */
  #chance(...indices: readonly number[]): number {
    return hash32(this.#seed, ...indices) / 0x100000000;
  }
}

/** Heating up to a day, in mean days of it: each year as many as it has days, the most in January, none in summer. */
function heatingDays(day: number): number {
  const turns = (day - MIDWINTER_DAY) / YEAR;
  const year = Math.round(turns);
  const angle = 2 * Math.PI * (turns - year);
  const within = Math.max(-SEASON_END, Math.min(SEASON_END, angle));
  return YEAR * (year + (Math.sin(within) + WARMTH * within) / HEATING_YEAR);
}

/** @param localOffset half-hours by which local time is ahead of UTC */
function localShape(name: string, weights: Readonly<Record<number, number>>, localOffset: number): DayShape {
  return dayShape(`${name}/${localOffset}`, (k) => weights[(k + localOffset + HALF_HOURS) % HALF_HOURS] ?? 0);
}
