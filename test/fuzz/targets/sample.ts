import fc from 'fast-check';

const SEED = 20_260_101;

/** Always the same examples of an arbitrary, as bytes. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, encode: (value: T) => Uint8Array, count = 2000): Uint8Array[] {
  return fc.sample(arbitrary, { seed: SEED, numRuns: count }).map(encode);
}

/** Any bytes as the text that a file of them would hold. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
