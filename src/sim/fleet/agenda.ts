/**
 * When each of many is due next: a binary heap in typed arrays, 16 bytes for each, in which every one has its place. Of
 * two that are due at once the lower number comes first.
 */
export class Agenda {
  readonly #at: Float64Array;
  readonly #heap: Int32Array;
  /** Where the heap holds each. */
  readonly #place: Int32Array;

  /** @param at when all of them are due at first */
  constructor(count: number, at: number) {
    this.#at = new Float64Array(count).fill(at);
    this.#heap = Int32Array.from({ length: count }, (_, k) => k);
    this.#place = Int32Array.from(this.#heap);
  }

  /** Who is due first. */
  get first(): number {
    return this.#heap[0] as number;
  }

  /** When the first is due: infinite where nobody ever is. */
  get next(): number {
    return this.#at[this.first] ?? Number.POSITIVE_INFINITY;
  }

  at(k: number): number {
    return this.#at[k] as number;
  }

  /** From now on it is due at another time; infinite for never. */
  set(k: number, at: number): void {
    this.#at[k] = at;
    this.#sink(k, this.#rise(k, this.#place[k] as number));
  }

  /** Moves those above it down until it may stand there. @returns the place that is free for it */
  #rise(k: number, from: number): number {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      const above = this.#heap[parent] as number;
      if (!this.#isBefore(k, above)) break;
      this.#put(above, place);
      place = parent;
    }
    return place;
  }

  #sink(k: number, from: number): void {
    const { length } = this.#heap;
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      if (left >= length) break;
      const right = left + 1;
      const rightIsFirst = right < length && this.#isBefore(this.#heap[right] as number, this.#heap[left] as number);
      const child = rightIsFirst ? right : left;
      const below = this.#heap[child] as number;
      if (!this.#isBefore(below, k)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(k, place);
  }

  #put(k: number, place: number): void {
    this.#heap[place] = k;
    this.#place[k] = place;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.#at[a] as number) - (this.#at[b] as number);
    return difference < 0 || (!(difference > 0) && a < b);
  }
}
