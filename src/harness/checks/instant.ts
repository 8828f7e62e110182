import { fromHex } from '../../core/bytes.ts';
import { decodeDateTime, instantFromDateTime } from '../../protocol/cosem/date-time.ts';
import type { Found } from './path.ts';

/** What both forms begin with: a year with its month, or nothing but hexadecimal digits. */
const mayBeInstant = /^([+-]?\d{4,6}-?\d{2}|[0-9A-F]{24}$)/;

/**
 * The instant that a text names: an ISO 8601 instant, or the 24 hexadecimal digits of a COSEM date-time (Blue Book
 * 4.1.6.1) whose date and time are specified; a deviation that isn't is taken as zero. Otherwise nothing.
 */
export function asInstant(value: Found): Temporal.Instant | undefined {
  // To be refused by an exception costs a hundred times as much, and most texts are no instants.
  if (typeof value !== 'string' || !mayBeInstant.test(value)) return undefined;
  try {
    return /^[0-9A-F]{24}$/.test(value)
      ? instantFromDateTime(decodeDateTime(fromHex(value)), 0)
      : Temporal.Instant.from(value);
  } catch {
    return undefined;
  }
}

const MINUTE = 60_000;
let lastMinute: readonly [milliseconds: number, text: string] = [Number.NaN, ''];
let last: readonly [instant: Temporal.Instant | undefined, text: string] = [undefined, ''];

/** An instant as Temporal writes it, and several times as fast where it is the last one again, or one of whole milliseconds. */
export function instantText(instant: Temporal.Instant): string {
  if (instant !== last[0]) last = [instant, textOf(instant)];
  return last[1];
}

function textOf(instant: Temporal.Instant): string {
  if (instant.epochNanoseconds % 1_000_000n !== 0n) return instant.toString();
  const milliseconds = instant.epochMilliseconds;
  const minute = Math.floor(milliseconds / MINUTE) * MINUTE;
  if (minute !== lastMinute[0]) {
    lastMinute = [minute, Temporal.Instant.fromEpochMilliseconds(minute).toString().slice(0, -'00Z'.length)];
  }
  const seconds = (milliseconds - minute) / 1000;
  return `${lastMinute[1]}${seconds < 10 ? '0' : ''}${seconds}Z`;
}

/** Seconds from one instant to another, as their duration has in total. */
export function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return Number(to.epochNanoseconds - from.epochNanoseconds) / 1e9;
}
