import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { hash32, Random, randomFrom, systemRandom } from '../../src/core/random.ts';
import { u32 } from '../support/arbitraries.ts';
import { refusalOf } from '../support/refusal.ts';

describe('architecture, everything random comes from one seed', () => {
  test('the same seed gives the same bytes', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 50 }), (seed, length) => {
        expect(new Random(seed).bytes(length)).toEqual(new Random(seed).bytes(length));
      }),
    );
  });

  test('the same bytes in every version, those of xoshiro128** seeded with SHA-256 of the seed', () => {
    expect(toHex(new Random(1).bytes(16))).toBe('AA2E0D51D5240E5B5659FA0E5E2C3282');
  });

  test('a number is a seed by its digits', () => {
    expect(new Random(42).u32()).toBe(new Random('42').u32());
  });

  test('what one part draws does not shift what another gets', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat({ max: 20 }), (label, draws) => {
        const random = new Random('seed');
        const undisturbed = random.fork(label).u32();
        random.bytes(draws);
        expect(random.fork(label).u32()).toBe(undisturbed);
      }),
    );
    expect(new Random('seed').fork('a').u32()).not.toBe(new Random('seed').fork('b').u32());
  });
});

describe('core: Random.below', () => {
  test('stays below its bound', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 0x100000000 }), (seed, bound) => {
        const drawn = new Random(seed).below(bound);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(bound);
        expect(Number.isInteger(drawn)).toBe(true);
      }),
    );
  });

  test('is uniform, also where the bound does not divide 2^32', () => {
    // Without drawing again, the lower half of three quarters of 2^32 would come up in two draws of three.
    const random = new Random('uniform');
    const bound = 3 * 2 ** 30;
    let lower = 0;
    for (let i = 0; i < 10_000; i++) if (random.below(bound) < bound / 3) lower++;
    expect(lower / 10_000).toBeCloseTo(1 / 3, 1);
  });

  test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (bound) => {
    expect(refusalOf(() => new Random(1).below(bound))).toMatchObject({ code: 'random-bound-invalid' });
  });
});

describe('core: systemRandom', () => {
  test('never gives the same, nor does a fork of the same name', () => {
    const sources = [systemRandom, systemRandom.fork('a'), systemRandom.fork('a')];
    const given = sources.flatMap((source) => [toHex(source.bytes(16)), toHex(source.bytes(16))]);
    expect(new Set(given).size).toBe(given.length);
    expect(systemRandom.bytes(70_000)).toHaveLength(70_000);
  });

  test('stays below its bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x100000000 }), (bound) => {
        const drawn = systemRandom.below(bound);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      }),
    );
    expect(refusalOf(() => systemRandom.below(0))).toMatchObject({ code: 'random-bound-invalid' });
  });

  test('is what there is without a seed', () => {
    expect(randomFrom(undefined)).toBe(systemRandom);
    expect(randomFrom('').bytes(8)).toEqual(new Random('').bytes(8));
  });
});

describe('core: hash32', () => {
  test('depends on the seed and on every index, in their order', () => {
    expect(hash32(1, 2, 3)).toBe(128_720_392);
    const others = [hash32(2, 2, 3), hash32(1, 3, 2), hash32(1, 2), hash32(1, 2, 3, 0)];
    expect(others).not.toContain(hash32(1, 2, 3));
  });

  test('gives 32 bits', () => {
    fc.assert(
      fc.property(u32, fc.array(fc.integer()), (seed, indices) => {
        const hash = hash32(seed, ...indices);
        expect(hash >>> 0).toBe(hash);
        expect(hash32(seed, ...indices)).toBe(hash);
      }),
    );
  });

  test('spreads neighbouring indices over every bit', () => {
    const set = new Array<number>(32).fill(0);
    for (let i = 0; i < 4096; i++) {
      const hash = hash32(7, i);
      for (let bit = 0; bit < 32; bit++) set[bit] = (set[bit] as number) + ((hash >>> bit) & 1);
    }
    for (const count of set) expect(count / 4096).toBeCloseTo(0.5, 1);
  });
});
