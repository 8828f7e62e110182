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
