import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elements } from '../bench.ts';
import { amount, BILLING_LOG, CALENDAR, CLOCK, integer, octetTime, part } from '../tariff/tariff-bench.ts';
import { DAY, HOUR, MINUTE, Prepaying } from './prepay.ts';

/** Logs in which a row stands for good, until others push it out: billing, daily reads, payments, events. */
const logs = [
  BILLING_LOG[1],
  '1.0.99.2.0.255',
  '0.0.94.44.40.255',
  '0.0.94.44.41.255',
  '0.0.94.44.42.255',
  '0.0.99.98.0.255',
] as const;

function rowsOf({ client }: Prepaying, log: string): readonly string[] {
  return elements(client.read(7, log, 2)).map((row) => JSON.stringify(row));
}

/** Rows that are others than those that were there before at the same time. */
function changed(before: readonly string[], after: readonly string[]): readonly string[] {
  const timeOf = (row: string): string => JSON.stringify(JSON.parse(row).value[0]);
  const times = new Set(after.map(timeOf));
  return before.filter((row) => !after.includes(row) && times.has(timeOf(row)));
}

/** What a meter goes through; none of it may touch what it has recorded before. */
const happenings: Readonly<Record<string, (meter: Prepaying, n: number) => void>> = {
  'time passes': (meter, n) => meter.wait(n * 5 * HOUR + MINUTE),
  'days pass': (meter, n) => meter.wait(n * DAY),
  'top-up': (meter, n) => meter.topUp(1 + n),
  'a debt': (meter, n) => meter.setDebt(0, 100 * n, 10, 86_400),
  'credit mode': (meter) => meter.setMode('credit'),
  'prepayment mode': (meter) => meter.setMode('prepayment'),
  'another tariff': ({ client }, n) => {
    client.set(...part(2, 'standingCharge'), 2, amount(100 * n));
    client.action(...CALENDAR, 1, integer(0));
  },
  'the clock is set': ({ client, now }, n) => client.set(...CLOCK, 2, octetTime(now + n * MINUTE)),
  'a billing row is asked for': ({ client }) => client.action(...BILLING_LOG, 2, integer(0)),
};

describe('SMETS1: a row of a log that was read once', () => {
  it.each(['credit', 'prepayment'] as const)('of a meter in %s mode never changes', (mode) => {
    const course = fc.array(fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(course, (steps) => {
        const meter = new Prepaying({ mode });
        let before = logs.map((log) => rowsOf(meter, log));
        for (const [name, n] of steps) {
          happenings[name]?.(meter, n);
          const after = logs.map((log) => rowsOf(meter, log));
          for (const [i, log] of logs.entries()) {
            expect({ log, name, rows: changed(before[i] ?? [], after[i] ?? []) }).toEqual({ log, name, rows: [] });
          }
          before = after;
        }
      }),
      { numRuns: 25 },
    );
  });
});
