import { concatBytes } from '../../src/core/bytes.ts';
import type { Random } from '../../src/core/random.ts';

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** What can happen to bytes on their way: each leaves the given bytes as they are. */
const mutations: readonly Mutation[] = [
  (bytes) => bytes,
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => concatBytes(bytes, random.bytes(1 + random.below(32))),
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => changed(bytes, random, () => random.below(256)),
  (bytes, random) => changed(bytes, random, () => [0x00, 0x7f, 0x80, 0x82, 0x84, 0xff][random.below(6)] as number),
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at));
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return concatBytes(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + random.below(8))));
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return concatBytes(bytes, bytes.subarray(at));
  },
  (_, random) => random.bytes(random.below(300)),
];

/** The bytes as one to three mutations leave them; often only one byte is another, so that what comes in makes sense. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.below(3) === 0) return changed(bytes, random, () => random.below(256), 1);
  let mutated = bytes;
  for (let times = [1, 1, 1, 2, 3][random.below(5)] as number; times > 0; times--) {
    mutated = (mutations[random.below(mutations.length)] as Mutation)(mutated, random);
  }
  return mutated;
}

function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number, most = 4): Uint8Array {
  // Not `slice`, which of a Buffer makes no copy.
  const copy = new Uint8Array(bytes);
  for (let times = 1 + random.below(most); times > 0 && copy.length > 0; times--) {
    const at = random.below(copy.length);
    copy[at] = change(copy[at] as number);
  }
  return copy;
}
