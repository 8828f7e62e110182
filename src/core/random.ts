import { hash, randomFillSync, randomInt } from 'node:crypto';
import { S1benchError } from './errors.ts';

/** Where keys, challenges, serial numbers and whatever else is random come from. */
export interface RandomSource {
  /** A source of its own for the part of the program that `label` names. */
  fork(label: string): RandomSource;
  /**
   * Uniform in 0 to `bound` - 1.
   * @param bound a whole number from 1 to 2^32
   * @throws `random-bound-invalid`
   */
  below(bound: number): number;
  bytes(length: number): Uint8Array;
}

/** What nobody can guess or repeat: the generator of the machine. */
export const systemRandom: RandomSource = {
  fork: () => systemRandom,
  below(bound) {
    checkBound(bound);
    return randomInt(bound);
  },
  bytes: (length) => randomFillSync(new Uint8Array(length)),
};

/** That of a seed; without one, what nobody can guess. */
export function randomFrom(seed: string | undefined): RandomSource {
  return seed === undefined ? systemRandom : new Random(seed);
}

/**
 * Chance for simulations: a seeded generator (xoshiro128**). The same seed gives the same bytes, to whoever knows it.
 * Parts of the program take a fork of their own, so that what one draws never shifts what another gets.
 */
export class Random implements RandomSource {
  readonly #seed: string;
  readonly #state: Uint32Array;

  /** @param seed any text; a number is its decimal digits. It is printed and recorded. */
  constructor(seed: string | number) {
    this.#seed = String(seed);
    const digest = hash('sha256', this.#seed, 'buffer');
    this.#state = Uint32Array.of(...[0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  }

  /** A generator of its own for the part of the program that `label` names. */
  fork(label: string): Random {
    return new Random(`${this.#seed}/${label}`);
  }

  /** Uniform in 0 to 2^32 - 1. */
  u32(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return scrambled;
  }

  /** @throws `random-bound-invalid` */
  below(bound: number): number {
    checkBound(bound);
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const drawn = this.u32();
      if (drawn < limit) return drawn % bound;
    }
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.u32() >>> 24;
    return bytes;
  }
}

function checkBound(bound: number): void {
  if (bound >= 1 && bound <= 0x100000000 && Number.isInteger(bound)) return;
  throw new S1benchError('random-bound-invalid', { found: `${bound}`, expected: '1 to 4294967296' });
}

/** A 32-bit value that depends on the seed and on the indices alone: chance without state. */
export function hash32(seed: number, ...indices: readonly number[]): number {
  let hash = seed >>> 0;
  for (const index of indices) {
    hash ^= index | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
    hash = (hash ^ (hash >>> 16)) + 0x9e3779b9;
  }
  return hash >>> 0;
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
