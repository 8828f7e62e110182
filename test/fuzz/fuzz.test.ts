import { expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { fuzz, shares } from './fuzz.ts';
import { targets } from './targets.ts';

/** A short piece of what `npm run fuzz` does at length. */
const CASES = 15_000;

it.each([...shares(targets, CASES)].map(([target, cases]) => ({ name: target.name, cases, target })))(
  '$name outlives $cases damaged inputs',
  async ({ target, cases }) => {
    const { failures } = await fuzz(target, cases, 'short');
    expect(failures.map(({ bytes, problem }) => `${toHex(bytes)}: ${problem}`)).toEqual([]);
  },
);

it('finds a mistake, and the input that shows it', async () => {
  const corpus = [Uint8Array.of(1, 2, 3, 4)];
  const careless = {
    name: 'careless',
    corpus: () => corpus,
    start: () => (input: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array) => {
      if (mutated(input)[0] === 0xff) throw new RangeError('no such thing');
    },
  };
  const { failures, refused } = await fuzz(careless, 2000, 'short');
  expect(refused).toBe(0);
  expect(failures.length).toBeGreaterThan(0);
  for (const { bytes, problem } of failures) {
    expect(bytes[0]).toBe(0xff);
    expect(problem).toBeInstanceOf(RangeError);
  }
  expect(await fuzz(careless, 2000, 'short')).toMatchObject({ failures });
  expect(corpus).toEqual([Uint8Array.of(1, 2, 3, 4)]);
});
