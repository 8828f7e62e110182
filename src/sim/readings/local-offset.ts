import { DAY } from './civil-date.ts';

const MINUTE_NANOSECONDS = 60_000_000_000;

interface Span {
  readonly fromDay: number;
  /** Exclusive. */
  readonly toDay: number;
  readonly halfHours: number;
}

/** Most spans remembered of one zone: enough for decades of daylight saving. */
const MOST_SPANS = 128;

/** How far local time is ahead of UTC, day by day: people live by local time. */
export class LocalOffset {
  static readonly #zones = new Map<string, LocalOffset>();

  /** @param timeZone name of an IANA time zone */
  static of(timeZone: string): LocalOffset {
    const known = LocalOffset.#zones.get(timeZone);
    if (known !== undefined) return known;
    const made = new LocalOffset(timeZone);
    LocalOffset.#zones.set(timeZone, made);
    return made;
  }

  readonly #timeZone: string;
  #last: Span = { fromDay: 0, toDay: 0, halfHours: 0 };
  #spans: Span[] = [];

  private constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** Half-hours ahead of UTC at noon of a day, counted in days from 1970-01-01. */
  halfHours(day: number): number {
    const holds = ({ fromDay, toDay }: Span): boolean => fromDay <= day && day < toDay;
    if (!holds(this.#last)) this.#last = this.#spans.find(holds) ?? this.#find(day);
    return this.#last.halfHours;
  }

  #find(day: number): Span {
    const noon = Temporal.Instant.fromEpochMilliseconds((day + 0.5) * DAY).toZonedDateTimeISO(this.#timeZone);
    const dayOf = (transition: Temporal.ZonedDateTime | null, otherwise: number): number =>
      transition === null ? otherwise : Math.ceil(transition.epochMilliseconds / DAY - 0.5);
    const span = {
      fromDay: dayOf(noon.getTimeZoneTransition('previous'), Number.NEGATIVE_INFINITY),
      toDay: dayOf(noon.getTimeZoneTransition('next'), Number.POSITIVE_INFINITY),
      halfHours: Math.round(noon.offsetNanoseconds / (30 * MINUTE_NANOSECONDS)),
    };
    if (this.#spans.length >= MOST_SPANS) this.#spans = [];
    this.#spans.push(span);
    return span;
  }
}
