import { type Frequency, frequencies, type ReadLogPeriodOffset } from './schedules-details.ts';

/** When a schedule is carried out, all in UTC: DUIS leaves the zone unsaid, and meters keep UTC. */
export interface Calendar {
  readonly frequency: Frequency;
  readonly start: Temporal.PlainDate;
  /** The last day; none of a schedule that goes on for ever. */
  readonly end: Temporal.PlainDate | undefined;
  readonly time: Temporal.PlainTime;
}

/**
 * The first execution at or after an instant; nothing where the schedule has ended before. A monthly schedule that begins
 * on the 31st is carried out on the last day of shorter months, and on the 31st of the others.
 */
export function executionFrom(calendar: Calendar, from: Temporal.Instant): Temporal.ZonedDateTime | undefined {
  const { start, end, time, frequency } = calendar;
  const day = from.toZonedDateTimeISO('UTC').toPlainDate();
  const at = (count: number): Temporal.ZonedDateTime => {
    const date = start.add(times(frequency, count));
    return date.toZonedDateTime({ timeZone: 'UTC', plainTime: time });
  };
  let count = Math.max(0, countUntil(calendar, day) - 1);
  while (Temporal.Instant.compare(at(count).toInstant(), from) < 0) count++;
  const execution = at(count);
  return end !== undefined && Temporal.PlainDate.compare(execution.toPlainDate(), end) > 0 ? undefined : execution;
}

/** DUIS ReadLogPeriod of the execution on a day. */
export function periodOn(
  day: Temporal.PlainDate,
  { StartDateOffset, StartTime, EndDateOffset, EndTime }: ReadLogPeriodOffset,
): { readonly StartDateTime: string; readonly EndDateTime: string } {
  return {
    StartDateTime: instantOn(day.add({ days: StartDateOffset }), StartTime),
    EndDateTime: instantOn(day.add({ days: EndDateOffset }), EndTime),
  };
}

export function plainTime(text: string): Temporal.PlainTime {
  return Temporal.PlainTime.from(text.replace('Z', ''));
}

function instantOn(date: Temporal.PlainDate, time: string): string {
  return date
    .toZonedDateTime({ timeZone: 'UTC', plainTime: plainTime(time) })
    .toInstant()
    .toString();
}

/** How many whole intervals lie between the start and a day. */
function countUntil({ start, frequency }: Calendar, day: Temporal.PlainDate): number {
  const interval = frequencies[frequency];
  if ('days' in interval) return Math.floor(start.until(day).days / interval.days);
  return Math.floor(start.until(day, { largestUnit: 'months' }).months / interval.months);
}

function times(frequency: Frequency, count: number): Temporal.Duration {
  const interval = frequencies[frequency];
  return 'days' in interval
    ? Temporal.Duration.from({ days: interval.days * count })
    : Temporal.Duration.from({ months: interval.months * count });
}
