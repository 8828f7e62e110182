/** Half-hours of a day. */
export const HALF_HOURS = 48;

/**
 * How the energy of a day spreads over its half-hours: `before[k]` is the part of it used before half-hour k, and
 * `freedom[k]` how far that point may move without any half-hour coming out negative.
 */
export interface DayShape {
  readonly before: Float64Array;
  readonly freedom: Float64Array;
}

// Relative demand at each half-hour of the local day, for a dwelling: night, morning, day, evening.
const WEEKDAY = [
  5, 4, 4, 4, 3, 3, 3, 3, 3, 3, 4, 5, 7, 10, 13, 14, 13, 10, 8, 7, 7, 7, 8, 9, 9, 8, 8, 7, 7, 8, 9, 11, 14, 18, 21, 22,
  21, 20, 18, 17, 16, 15, 13, 12, 10, 8, 7, 6,
];
const WEEKEND = [
  6, 5, 5, 4, 4, 4, 3, 3, 3, 3, 3, 4, 4, 5, 7, 9, 11, 13, 14, 14, 14, 14, 15, 16, 16, 15, 14, 13, 12, 12, 13, 14, 16,
  18, 20, 20, 19, 18, 17, 16, 15, 14, 13, 12, 10, 9, 8, 7,
];
const NOON = 24;

/** Half-hours on either side of noon (UTC) in which a dwelling with microgeneration exports instead of importing. */
export function daylightReach(season: number): number {
  return Math.round(5 - 3 * season);
}

const shapes = new Map<string | number, DayShape>();

/**
 * The shape of a day of import. While the sun gives more than the dwelling uses, nothing is imported.
 * @param localOffset half-hours by which local time is ahead of UTC
 * @param daylight half-hours on either side of noon without import; 0 for a dwelling without microgeneration
 */
export function importShape(weekend: boolean, localOffset: number, daylight: number): DayShape {
  const key = ((weekend ? 1 : 0) * 2 * HALF_HOURS + localOffset + HALF_HOURS) * HALF_HOURS + daylight;
  return dayShape(key, (k) => {
    if (Math.abs(k + 0.5 - NOON) < daylight) return 0;
    return (weekend ? WEEKEND : WEEKDAY)[(k + localOffset + HALF_HOURS) % HALF_HOURS] as number;
  });
}

/** The shape of a day of export: the sun's height over the middle of the day. */
export function exportShape(daylight: number): DayShape {
  return dayShape(`export/${daylight}`, (k) => {
    const fromNoon = Math.abs(k + 0.5 - NOON);
    return fromNoon < daylight ? Math.cos((Math.PI / 2) * (fromNoon / daylight)) : 0;
  });
}

/**
 * The shape that gives each half-hour of the UTC day its weight, made once for each name.
 * @param key names the shape among all that there are
 */
export function dayShape(key: string | number, weight: (halfHour: number) => number): DayShape {
  const known = shapes.get(key);
  if (known !== undefined) return known;
  const shape = shapeOf(Array.from({ length: HALF_HOURS }, (_, k) => weight(k)));
  shapes.set(key, shape);
  return shape;
}

function shapeOf(weights: readonly number[]): DayShape {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const before = new Float64Array(HALF_HOURS + 1);
  const freedom = new Float64Array(HALF_HOURS + 1);
  let sum = 0;
  weights.forEach((weight, k) => {
    before[k] = sum / total;
    freedom[k] = k === 0 ? 0 : Math.min(weights[k - 1] as number, weight) / 2 / total;
    sum += weight;
  });
  before[HALF_HOURS] = 1;
  return { before, freedom };
}
