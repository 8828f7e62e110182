/** A secret that is long enough is recognised by what stands at one place in so many, wherever it begins: only there is looked. */
const PLACES = 16;
const MARK_BITS = 14;

/**
 * Windows on secrets, a few digits wide: what of them has to stand somewhere in a row of digits that holds one. A row is
 * looked at in far more places than there is something.
 */
export class SecretWindows {
  readonly #width: number;
  readonly #bits: number;
  readonly #windows = new Set<number>();
  /** A bit for each value that the upper bits of a hash can have: most windows that are asked for end here. */
  readonly #marks = new Int32Array(1 << (MARK_BITS - 5));
  /** Every so many places are looked at; as long as all secrets are long enough, one in `PLACES`. */
  #stride = PLACES;

  /**
   * @param width of a window, in digits
   * @param bits of a digit; a window has at most 32
   */
  constructor(width: number, bits: number) {
    this.#width = width;
    this.#bits = bits;
  }

  /** @param secret at least as many digits as a window has */
  add(secret: Uint8Array): void {
    const places = Math.min(PLACES, secret.length - this.#width + 1);
    for (let at = 0; at < places; at++) {
      const window = this.#windowAt(at, secret);
      const mark = markOf(window);
      this.#windows.add(window);
      this.#marks[mark >>> 5] = (this.#marks[mark >>> 5] as number) | (1 << mark);
    }
    this.#stride = Math.min(this.#stride, places);
  }

  /** Whether a row may hold a secret; it doesn't where this says so. @param length of the row, in what may be longer */
  mayBeIn(row: Uint8Array, length = row.length): boolean {
    const last = length - this.#width;
    const stride = this.#stride;
    for (let at = 0; at <= last; at += stride) {
      const window = this.#windowAt(at, row);
      if (this.#isMarked(window) && this.#windows.has(window)) return true;
    }
    return false;
  }

  #isMarked(window: number): boolean {
    const mark = markOf(window);
    return (((this.#marks[mark >>> 5] as number) >>> mark) & 1) === 1;
  }

  #windowAt(at: number, row: Uint8Array): number {
    const bits = this.#bits;
    const end = at + this.#width;
    let window = 0;
    for (let i = at; i < end; i++) window = (window << bits) | (row[i] as number);
    return window;
  }
}

function markOf(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - MARK_BITS);
}
