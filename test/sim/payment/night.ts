import type { Data } from '../../../src/protocol/cosem/data.ts';
import { array, type Prepaying, structure, zero } from './prepay.ts';

const CALENDAR = [20, '0.0.13.0.1.255'] as const;
const SCRIPTS = Uint8Array.of(0, 0, 10, 0, 130, 255);
const [STOP, START] = [1, 2];

const bytes = (...value: readonly number[]): Data => ({ type: 'octet-string', value: Uint8Array.from(value) });
const unsigned = (value: number): Data => ({ type: 'unsigned', value });
const action = (hour: number, selector: number): Data =>
  structure(bytes(hour, 0, 0, 0), { type: 'octet-string', value: SCRIPTS }, { type: 'long-unsigned', value: selector });

/** Puts a calendar in force by which the supply isn't disabled between two hours of the days of the week that are named. */
export function setNight(
  meter: Prepaying,
  { from, to, days = [1, 2, 3, 4, 5, 6, 7] }: { from: number; to: number; days?: readonly number[] },
): void {
  const week = Array.from({ length: 7 }, (_, i) => unsigned(days.includes(i + 1) ? 2 : 1));
  const night = [...(from < to ? [action(from, START)] : []), ...(from < to && to < 24 ? [action(to, STOP)] : [])];
  meter.set(
    CALENDAR,
    7,
    array(structure(bytes(1), bytes(0xff, 0xff, 1, 1, 0xff, 0, 0, 0, 0, 0x80, 0, 0xff), bytes(1))),
  );
  meter.set(CALENDAR, 8, array(structure(bytes(1), ...week)));
  meter.set(
    CALENDAR,
    9,
    array(
      structure(unsigned(1), array(action(0, STOP))),
      structure(unsigned(2), array(...(from === 0 ? [] : [action(0, STOP)]), ...night)),
    ),
  );
  meter.act(CALENDAR, 1, zero);
}
