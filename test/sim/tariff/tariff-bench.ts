import type { Data } from '../../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import type { Prices, Terms } from '../../../src/sim/tariff/terms.ts';
import { pricings } from '../../../src/sim/tariff/terms.ts';
import { Bench, type Client, elements, firstLight, numberIn } from '../bench.ts';

export const START = firstLight.start.epochMilliseconds;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const encoder = new TextEncoder();
const SCRIPTS = Uint8Array.of(0, 0, 10, 0, 100, 255);
export const CALENDAR = [20, '0.0.13.0.0.255'] as const;
export const COMMANDS = [9, '0.0.10.0.120.255'] as const;
export const CLOCK = [8, '0.0.1.0.0.255'] as const;
export const PRICE_TIME = [1, '0.0.130.2.255.255'] as const;
export const COUNTERS = [1, '0.0.130.0.2.255'] as const;
export const DAILY_RESET = [1, '0.0.130.0.3.255'] as const;
export const BILLING_CALENDAR = [1, '0.0.131.0.0.255'] as const;
export const BILLING_LOG = [7, '0.0.98.1.0.255'] as const;

export const text = (name: string): Data => ({ type: 'octet-string', value: encoder.encode(name) });
export const bytes = (...value: readonly number[]): Data => ({ type: 'octet-string', value: Uint8Array.from(value) });
export const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
export const array = (value: readonly Data[]): Data => ({ type: 'array', value });
export const amount = (value: number): Data => ({ type: 'double-long-unsigned', value });
export const unsigned = (value: number): Data => ({ type: 'unsigned', value });
export const longUnsigned = (value: number): Data => ({ type: 'long-unsigned', value });
export const enumeration = (value: number): Data => ({ type: 'enum', value });
export const boolean = (value: boolean): Data => ({ type: 'boolean', value });
export const integer = (value: number): Data => ({ type: 'integer', value });
export const matrix = (rows: readonly (readonly number[])[]): Data => array(rows.map((row) => array(row.map(amount))));
export const octetTime = (time: number): Data => ({ type: 'octet-string', value: encodeDateTime(utc(time)) });
export const minutes = (count: number) => Temporal.Duration.from({ minutes: count });
export const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
export const esmeOf = (bench: Bench): Esme => bench.device as Esme;
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A meter that was installed shortly before it is first looked at. */
export function recentBench(start = '2026-01-15T10:20:00Z'): Bench {
  const instant = Temporal.Instant.from(start);
  return new Bench({ start: instant, entry: { installed: instant.subtract({ hours: 30 }) } });
}

export interface Halves {
  readonly first: number;
  readonly second: number;
  /** Half-hours after midnight from which the second rate is in force. */
  readonly from: number;
}

/** Writes a passive calendar that has one rate from midnight on, and another one from some half-hour on, every day. */
export function writeCalendar(client: Client, { first, second, from }: Halves): void {
  const action = (halfHours: number, rate: number): Data =>
    structure(
      bytes(Math.floor(halfHours / 2), 30 * (halfHours % 2), 0, 0),
      { type: 'octet-string', value: SCRIPTS },
      longUnsigned(rate + 1),
    );
  const everyYear = bytes(0xff, 0xff, 1, 1, 0xff, 0, 0, 0, 0, 0x80, 0, 0xff);
  client.set(...CALENDAR, 7, array([structure(text('S'), everyYear, text('W'))]));
  client.set(...CALENDAR, 8, array([structure(text('W'), ...Array.from({ length: 7 }, () => unsigned(1)))]));
  client.set(...CALENDAR, 9, array([structure(unsigned(1), array([action(0, first), action(from, second)]))]));
}

const PARTS = ['pricing', 'thresholds', 'scale', 'timeOfUse', 'block', 'standingScale', 'standingCharge'] as const;
export const part = (set: 1 | 2, name: (typeof PARTS)[number]) =>
  [1, `0.0.130.${set}.${PARTS.indexOf(name) + 1}.255`] as const;

/** Writes passive terms; thresholds by rate and prices as they are on the wire. */
export function writeTerms(client: Client, { pricing, thresholds, prices }: Terms): void {
  client.set(...part(2, 'pricing'), 2, enumeration(pricings.indexOf(pricing)));
  client.set(...part(2, 'thresholds'), 2, matrix(thresholds));
  writePrices(client, prices);
}

export function writePrices(client: Client, prices: Prices): void {
  client.set(...part(2, 'scale'), 2, integer(prices.scale));
  client.set(...part(2, 'timeOfUse'), 2, array(prices.timeOfUse.map(amount)));
  client.set(...part(2, 'block'), 2, matrix(prices.block));
  client.set(...part(2, 'standingScale'), 2, integer(prices.standingScale));
  client.set(...part(2, 'standingCharge'), 2, amount(prices.standingCharge));
}

export const numbersIn = (data: Data): number[] => elements(data).map(numberIn);
export const matrixIn = (data: Data): number[][] => elements(data).map(numbersIn);
