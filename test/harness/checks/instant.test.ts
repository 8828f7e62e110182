import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asInstant, instantText, secondsBetween } from '../../../src/harness/checks/instant.ts';

describe('a text as an instant', () => {
  it.each([
    ['2026-01-15T10:20:00Z', '2026-01-15T10:20:00Z'],
    ['20260115T102000Z', '2026-01-15T10:20:00Z'],
    ['+002026-01-15T10:20:00+01:00', '2026-01-15T09:20:00Z'],
    ['-000001-01-15T10:20Z', '-000001-01-15T10:20:00Z'],
    ['07EA031D070A1E00000000FF', '2026-03-29T10:30:00Z'],
  ])('%s', (text, instant) => {
    expect(asInstant(text)?.toString()).toBe(instant);
  });

  it.each(['', 'soon', '2026-01-15', '2026-01-15T10:20:00', '00', 'FFFFFFFFFFFFFFFFFFFFFFFF', 7, null, undefined])(
    '%j is none',
    (value) => {
      expect(asInstant(value)).toBeUndefined();
    },
  );

  it('is whatever Temporal writes for one', () => {
    const milliseconds = fc.integer({ min: -8.64e15, max: 8.64e15 });
    fc.assert(
      fc.property(milliseconds, (from1970) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(from1970);
        expect(asInstant(instant.toString())?.equals(instant)).toBe(true);
      }),
    );
  });
});

describe('an instant as a text', () => {
  const nanoseconds = fc.bigInt({ min: -(864n * 10n ** 19n), max: 864n * 10n ** 19n });
  const around2026 = fc
    .integer({ min: 1_767_225_600_000, max: 1_767_225_720_000 })
    .map((of) => BigInt(of) * 1_000_000n);
  const instant = fc
    .oneof(nanoseconds, nanoseconds.map(wholeMilliseconds), around2026)
    .map(Temporal.Instant.fromEpochNanoseconds);

  it('is what Temporal writes, whatever was written before', () => {
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 5 }), (all) => {
        expect(all.map(instantText)).toEqual(all.map(String));
      }),
      { numRuns: 1000 },
    );
  });

  it('is as many seconds from another as their duration has', () => {
    const span = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n });
    fc.assert(
      fc.property(around2026, span, (from, by) => {
        const [first, second] = [from, from + by].map(Temporal.Instant.fromEpochNanoseconds) as [
          Temporal.Instant,
          Temporal.Instant,
        ];
        expect(secondsBetween(first, second) + 0).toBe(first.until(second).total('seconds') + 0);
      }),
    );
  });
});

function wholeMilliseconds(nanoseconds: bigint): bigint {
  return nanoseconds - (nanoseconds % 1_000_000n);
}
