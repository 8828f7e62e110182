const BITS = 12;

/** A set of 32-bit values that is asked far more often than it holds something. */
export class FourBytes {
  readonly #values = new Set<number>();
  /** By the upper bits of a hash: most values that are asked for end here. */
  readonly #marks = new Uint8Array(1 << BITS);

  /** @param value of 32 bits, signed or not */
  add(value: number): void {
    this.#values.add(value | 0);
    this.#marks[markOf(value)] = 1;
  }

  has(value: number): boolean {
    return this.#marks[markOf(value)] === 1 && this.#values.has(value | 0);
  }
}

function markOf(value: number): number {
  return Math.imul(value, 0x9e3779b1) >>> (32 - BITS);
}
