import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretWindows } from '../../../src/harness/evidence/secret-windows.ts';

const shapes = [
  { width: 8, bits: 4 },
  { width: 4, bits: 6 },
  { width: 4, bits: 8 },
];

describe('windows on secrets', () => {
  it.each(shapes)('miss no secret, $width digits of $bits bits wide', ({ width, bits }) => {
    const digit = fc.oneof(fc.nat(2), fc.nat(2 ** bits - 1));
    const digits = (minLength: number, maxLength: number) =>
      fc.array(digit, { minLength, maxLength }).map((all) => Uint8Array.from(all));
    fc.assert(
      fc.property(
        fc.array(digits(width, 40), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        digits(0, 50),
        digits(0, 50),
        (secrets, which, before, after) => {
          const windows = new SecretWindows(width, bits);
          for (const secret of secrets) windows.add(secret);
          const row = Uint8Array.from([...before, ...(secrets[which % secrets.length] ?? []), ...after]);
          expect(windows.mayBeIn(row)).toBe(true);
        },
      ),
    );
  });

  it('suspect no row that is too short, and none beyond its length', () => {
    const secret = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const windows = new SecretWindows(4, 8);
    windows.add(secret);
    expect(windows.mayBeIn(secret.subarray(0, 3))).toBe(false);
    expect(windows.mayBeIn(secret, 3)).toBe(false);
    expect(windows.mayBeIn(secret, 8)).toBe(true);
  });
});
