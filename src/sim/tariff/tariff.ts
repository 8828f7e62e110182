import { dayIdOn, isConsistent } from '../calendar/days.ts';
import type { Calendar, DayProfile, Season } from '../classes/activity-calendar.ts';
import type { SpecialDay } from '../classes/special-days-table.ts';
import { DAY } from '../readings/civil-date.ts';
import type { RateTable, Run } from '../readings/registers.ts';
import { HALF_HOUR } from '../readings/source.ts';

/** What decides on the rate: the calendar that is active, and the special days. */
export interface Tariff {
  readonly calendar: Calendar;
  readonly specialDays: readonly SpecialDay[];
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

const ONE_RATE: readonly Run[] = [{ until: DAY, rate: 0 }];

/** The runs of a day profile, and when its first one begins, in milliseconds after midnight. */
interface Profile {
  readonly from: number;
  readonly runs: readonly Run[];
}

/** Where there is no day profile for a day. */
const NO_PROFILE: Profile = { from: 0, runs: ONE_RATE };

const tables = new WeakMap<Tariff, RateTable>();

/** The rates of a tariff by day. A tariff of many devices is worked out once. */
export function rateTable(tariff: Tariff): RateTable {
  const known = tables.get(tariff);
  if (known !== undefined) return known;
  const table = new TariffRates(tariff);
  tables.set(tariff, table);
  return table;
}

class TariffRates implements RateTable {
  readonly #tariff: Tariff;
  readonly #profiles: ReadonlyMap<number, Profile>;
  readonly only: number | undefined;

  // Nearly always the day that is asked for next.
  #lastDay = Number.NaN;
  #lastRuns: readonly Run[] = ONE_RATE;

  constructor(tariff: Tariff) {
    this.#tariff = tariff;
    this.#profiles = new Map(tariff.calendar.days.map((profile) => [profile.id, profileOf(profile)]));
    this.only = onlyRate([...this.#profiles.values()].map(({ runs }) => runs));
  }

  runs(day: number): readonly Run[] {
    if (day !== this.#lastDay) {
      this.#lastRuns = this.#runsOn(day);
      this.#lastDay = day;
    }
    return this.#lastRuns;
  }

  /** Until its first switch a day goes on with the rate that the day before ended with. */
  #runsOn(day: number): readonly Run[] {
    const { from, runs } = this.#profileOn(day);
    return from === 0 ? runs : [{ until: from, rate: this.#profileOn(day - 1).runs.at(-1)?.rate ?? 0 }, ...runs];
  }

  #profileOn(day: number): Profile {
    return this.#profiles.get(dayIdOn(this.#tariff.calendar, this.#tariff.specialDays, day)) ?? NO_PROFILE;
  }
}

function profileOf({ schedule }: DayProfile): Profile {
  const [first] = schedule;
  if (first === undefined) return NO_PROFILE;
  const runs = schedule.map(({ selector }, i) => {
    const next = schedule[i + 1];
    return { until: next === undefined ? DAY : startOf(next), rate: selector - 1 };
  });
  return { from: startOf(first), runs };
}

function startOf({ start: { hour = 0, minute = 0 } }: DayProfile['schedule'][number]): number {
  return hour * HOUR + minute * MINUTE;
}

/**
 * Whether a calendar can be put in force: every name that it uses is there, a season starts at midnight of a date, and
 * a day switches at least once, on whole half-hours, in order, to rates that the model has.
 */
export function isUsable(calendar: Calendar, script: number, rates: number): boolean {
  return (
    isConsistent(calendar) &&
    calendar.seasons.every(startsAtMidnight) &&
    calendar.days.every((profile) => isUsableDay(profile, script, rates))
  );
}

function startsAtMidnight({ start: { hour = 0, minute = 0, second = 0, hundredths = 0 } }: Season): boolean {
  return hour + minute + second + hundredths === 0;
}

function isUsableDay({ schedule }: DayProfile, script: number, rates: number): boolean {
  const starts = schedule.map(startOf);
  return (
    starts.length > 0 &&
    starts.every((start, i) => start % HALF_HOUR === 0 && (i === 0 || start > (starts[i - 1] as number))) &&
    schedule.every(
      (action) =>
        action.script === script &&
        action.selector >= 1 &&
        action.selector <= rates &&
        action.start.hour !== undefined &&
        action.start.minute !== undefined &&
        (action.start.second ?? 0) + (action.start.hundredths ?? 0) === 0,
    )
  );
}

/** The rate of every run, if it is one and the same; a day that no profile is for has the first one. */
function onlyRate(days: readonly (readonly Run[])[]): number | undefined {
  const rates = new Set(days.flat().map(({ rate }) => rate));
  rates.add(0);
  return rates.size === 1 ? 0 : undefined;
}
