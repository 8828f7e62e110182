import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import type { CosemDateTime } from '../../../src/protocol/cosem/data.ts';
import { instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { millisecondsOf, utc } from '../../../src/sim/classes/clock.ts';

function bySlowWay(value: CosemDateTime): number | undefined {
  try {
    return instantFromDateTime(value, 0)?.epochMilliseconds;
  } catch (error) {
    if (isS1benchError(error, 'date-time-invalid')) return undefined;
    throw error;
  }
}

const field = (max: number, min = 0) => fc.option(fc.integer({ min, max }), { nil: undefined, freq: 20 });
const dateTimes = fc
  .record({
    year: field(2400, 1),
    month: fc.oneof(field(12, 1), fc.constantFrom(0xfd, 0xfe)),
    dayOfMonth: fc.oneof(field(31, 1), fc.constantFrom(0xe0, 0xfd, 0xfe)),
    hour: field(23),
    minute: field(59),
    second: field(59),
    hundredths: field(99),
    deviation: field(720, -720),
  })
  .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));

describe('Blue Book 4.1.6.1, date-time', () => {
  it('names the instant that Temporal says, or none', () => {
    fc.assert(
      fc.property(dateTimes, (value) => {
        expect(millisecondsOf(value)).toBe(bySlowWay(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('of an instant, names that instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 410_000_000_000 }), (hundredths) => {
        expect(millisecondsOf(utc(10 * hundredths))).toBe(10 * hundredths);
      }),
    );
  });
});
