import { hash32 } from '../../core/random.ts';
import { dayOfWeek } from './civil-date.ts';
import { type DayShape, daylightReach, exportShape, importShape } from './day-shape.ts';
import { DividedDays, type Flow } from './divided-days.ts';
import { LocalOffset } from './local-offset.ts';
import type { Source } from './source.ts';

/** What a meter measures, by its index in every list of four that this folder hands out. */
export const quantities = ['active-import', 'active-export', 'reactive-import', 'reactive-export'] as const;
export type Quantity = 0 | 1 | 2 | 3;

const YEAR = 365.25;

/** How the energy of one quantity goes over the days. Each part is a share of the mean day; together they stay below 1. */
interface Course {
  /** Summer to winter; positive where winter is high. */
  readonly season: number;
  /** Working day to weekend. */
  readonly week: number;
  /** From one day to the next, by chance. */
  readonly chance: number;
}

const IMPORT: Course = { season: 0.3, week: 0.1, chance: 0.4 };
const EXPORT: Course = { season: -0.6, week: 0, chance: 0.3 };
/** Middle of the season that is high where `season` is positive: 15 January. */
const MIDWINTER_DAY = 14;
/** Deviation from the mean day summed from Monday to the day before: -0.4 on working days, 1 on the other two. */
const WEEK_BEFORE = [0, -0.4, -0.8, -1.2, -1.6, -2, -1];
const REACTIVE_SHARE = 0.3;
/** Parts of a point's freedom: what active and reactive energy share, and what is the reactive one's own. */
const SHARED_CHANCE = 0.9;
const OWN_CHANCE = 0.06;

export interface EnergyOptions {
  /** Whether the dwelling generates, and so exports. */
  readonly microgeneration: boolean;
  /** IANA zone by which the dwelling lives. */
  readonly timeZone: string;
}

/**
 * The energy through a connection point as a function of seed and time: nothing is stored, any instant costs the same.
 * Power is steady over each half-hour of UTC, energy is its integral, and it is what flows while the supply is connected.
 * A closed form gives the energy up to each midnight, and the shape of the day divides the day's.
 */
export class Energy implements Source, Flow {
  readonly #seed: number;
  readonly #local: LocalOffset;
  readonly #microgeneration: boolean;
  /** Mean Wh of a day, by quantity. */
  readonly #mean: readonly number[];
  /** By quantity; none where nothing ever flows. */
  readonly #days: readonly (DividedDays | undefined)[];
  /** What the chances of a day follow from, by quantity, of the day that was asked for last. */
  readonly #ofDay = [0, 1, 2, 3].map(() => ({ day: Number.NaN, hash: 0 }));

  constructor(seed: number, options: EnergyOptions) {
    this.#seed = seed;
    this.#local = LocalOffset.of(options.timeZone);
    this.#microgeneration = options.microgeneration;
    const activeImport = 5000 + (hash32(seed, -1) % 9000);
    const activeExport = options.microgeneration ? 3000 + (hash32(seed, -2) % 4000) : 0;
    this.#mean = [activeImport, activeExport, REACTIVE_SHARE * activeImport, REACTIVE_SHARE * activeExport];
    this.#days = this.#mean.map((mean, quantity) => (mean === 0 ? undefined : new DividedDays(this, quantity)));
  }

  /** Ticks from a fixed instant long ago until `at`, in milliseconds from 1970: only differences have a meaning. */
  ticks(quantity: number, at: number): number {
    return this.#days[quantity]?.ticks(at) ?? 0;
  }

  /** Watts or vars at an instant, in milliseconds from 1970. */
  power(quantity: number, at: number): number {
    return this.#days[quantity]?.perHour(at) ?? 0;
  }

  /** Whole Wh up to the first instant of a day. */
  untilMidnight(quantity: number, day: number): number {
    const course = isExport(quantity) ? EXPORT : IMPORT;
    const angle = (2 * Math.PI * (day - MIDWINTER_DAY)) / YEAR;
    const days =
      day +
      course.season * (YEAR / (2 * Math.PI)) * Math.sin(angle) +
      course.week * (WEEK_BEFORE[dayOfWeek(day) - 1] as number) +
      course.chance * uniform(hash32(this.#seed, active(quantity), day));
    return Math.floor((this.#mean[quantity] as number) * days);
  }

  moved(quantity: number, day: number, k: number): number {
    const shared = SHARED_CHANCE * (2 * this.#chance(active(quantity), day, k) - 1);
    return isReactive(quantity) ? shared + OWN_CHANCE * (2 * this.#chance(quantity, day, k) - 1) : shared;
  }

  shape(quantity: number, day: number): DayShape {
    const daylight = this.#microgeneration ? daylightReach(Math.cos((2 * Math.PI * (day - MIDWINTER_DAY)) / YEAR)) : 0;
    if (isExport(quantity)) return exportShape(daylight);
    return importShape(dayOfWeek(day) > 5, this.#local.halfHours(day), daylight);
  }

  /** Of a half-hour of a day. */
  #chance(stream: number, day: number, k: number): number {
    const ofDay = this.#ofDay[stream] as { day: number; hash: number };
    if (ofDay.day !== day) {
      ofDay.hash = hash32(this.#seed, stream, day);
      ofDay.day = day;
    }
    return uniform(hash32(ofDay.hash, k));
  }
}

/** In 0 to 1. */
function uniform(hash: number): number {
  return hash / 0x100000000;
}

function isExport(quantity: number): boolean {
  return quantity % 2 === 1;
}

function isReactive(quantity: number): boolean {
  return quantity > 1;
}

/** The active quantity that goes with a reactive one. */
function active(quantity: number): number {
  return quantity % 2;
}
