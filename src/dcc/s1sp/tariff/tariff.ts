import { S1benchError } from '../../../core/errors.ts';
import type { CosemDate } from '../../../protocol/cosem/data.ts';

/** From `start` on, a rate is in force. */
export interface DaySwitch {
  readonly start: Temporal.PlainTime;
  /** From 1. */
  readonly rate: number;
}

/** Names of days and weeks are numbers, as DUIS has them. */
export interface DayProfile {
  readonly name: number;
  readonly switches: readonly DaySwitch[];
}

export interface WeekProfile {
  readonly name: number;
  /** The day profile of each day, from Monday. */
  readonly days: readonly number[];
}

export interface Season {
  readonly name: string;
  readonly start: CosemDate;
  readonly week: number;
}

export interface SpecialDay {
  readonly date: CosemDate;
  readonly day: number;
}

/** Which rate is in force when. */
export interface SwitchingTable {
  readonly days: readonly DayProfile[];
  readonly weeks: readonly WeekProfile[];
  readonly seasons: readonly Season[];
  readonly specialDays: readonly SpecialDay[];
}

/** How consumption is priced: by rate alone, or by block within a rate. */
export const pricings = ['time-of-use', 'block'] as const;
export type Pricing = (typeof pricings)[number];

/** The blocks of a rate, and what parts them. */
export const BLOCKS = 4;
export const THRESHOLDS = BLOCKS - 1;
/** A threshold that nobody gets to: the most that a register of 32 bits shows. */
export const NEVER = 0xffffffff;

/** Prices in pounds times ten to the power of their scale. */
export interface Prices {
  readonly pricing: Pricing;
  readonly scale: number;
  /** Of a kWh, by rate, and in it by block; of pricing by time of use, one block only. */
  readonly byRate: readonly (readonly number[])[];
  readonly standingScale: number;
  /** Of a day. */
  readonly standingCharge: number;
}

export interface Tariff {
  /** ISO 4217. */
  readonly currency: string;
  readonly table: SwitchingTable;
  /** By rate, in units of the register, where the second, third and fourth block begin. */
  readonly thresholds: readonly (readonly number[])[];
  readonly prices: Prices;
}

/** A tariff that is written in form and yet can't be meant. */
export function contradiction(found: string, expected: string): S1benchError {
  return new S1benchError('tariff-contradictory', { found, expected });
}

/**
 * Refuses a switching table that names days or weeks that aren't there, or names one twice.
 * @throws `tariff-contradictory`
 */
export function refuseContradictions({ days, weeks, seasons, specialDays }: SwitchingTable): void {
  const dayNames = once(
    days.map(({ name }) => name),
    'day profile',
  );
  const weekNames = once(
    weeks.map(({ name }) => name),
    'week profile',
  );
  for (const { name, days: named } of weeks) {
    for (const day of named) refuseUnknown(day, dayNames, `day profile ${day} in week profile ${name}`);
  }
  for (const { week } of seasons) refuseUnknown(week, weekNames, `week profile ${week} in a season`);
  for (const { day } of specialDays) refuseUnknown(day, dayNames, `day profile ${day} on a special day`);
}

/** What stands under an `index`, in its place; what no index is for is nothing. @throws `tariff-contradictory` */
export function byIndex<Element extends { readonly index: number }, T>(
  elements: readonly Element[],
  toValue: (element: Element) => T,
): (T | undefined)[] {
  once(
    elements.map(({ index }) => index),
    'index',
  );
  const placed: (T | undefined)[] = [];
  for (const element of elements) placed[element.index - 1] = toValue(element);
  return Array.from(placed);
}

function once(names: readonly number[], what: string): ReadonlySet<number> {
  const known = new Set<number>();
  for (const name of names) {
    if (known.has(name)) throw contradiction(`${what} ${name} twice`, 'each once');
    known.add(name);
  }
  return known;
}

function refuseUnknown(name: number, known: ReadonlySet<number>, found: string): void {
  if (!known.has(name)) throw contradiction(found, `one of ${[...known].join(', ')}`);
}
