import type { Random } from '../../src/core/random.ts';

/** Something that takes bytes from outside. */
export interface Target {
  readonly name: string;
  /** How many of its cases go into the time of one that is cheap; 1 unless given. It gets as many fewer. */
  readonly cost?: number;
  /** Valid inputs, to mutate. */
  corpus(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** A fresh taker of inputs; what it keeps between cases is part of the test. */
  start(random: Random): Taker | Promise<Taker>;
}

/**
 * Takes one input, `mutated` wherever it is to be damaged. A case may be refused with an S1benchError; whatever else is
 * thrown is a failure.
 */
export type Taker = (input: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array) => void | Promise<void>;

/** A taker for what has no state. */
export function decoder(decode: (bytes: Uint8Array) => unknown): () => Taker {
  return () => (input, mutated) => void decode(mutated(input));
}

/** What may never be, whatever comes in. */
export class Broken extends Error {}

/** @throws Broken with whatever `work` throws: here nothing may be refused */
export function mustSucceed<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Broken(`${what}: ${cause}`, { cause });
  }
}
