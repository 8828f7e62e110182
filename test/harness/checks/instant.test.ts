import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asInstant } from '../../../src/harness/checks/instant.ts';

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
