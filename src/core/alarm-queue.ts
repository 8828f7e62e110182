/** A timer of the virtual clock. */
export interface Alarm {
  /** Nanoseconds since the epoch. */
  due: bigint;
  /** Of two alarms due at once, the one set first comes first. */
  order: number;
  readonly background: boolean;
  readonly callback: () => void;
  /** Where the queue holds it; -1 while it does not. */
  place: number;
}

/** Alarms, the earliest first: a binary heap that knows the place of each, so that any can be taken out. */
export class AlarmQueue {
  readonly #heap: Alarm[] = [];

  get first(): Alarm | undefined {
    return this.#heap[0];
  }

  add(alarm: Alarm): void {
    this.#settle(alarm, this.#heap.length);
  }

  remove(alarm: Alarm): void {
    const { place } = alarm;
    const last = this.#heap.pop() as Alarm;
    if (last !== alarm) this.#settle(last, place);
    alarm.place = -1;
  }

  /** Puts an alarm where it belongs on the way between the root and what lies below `from`, which is free. */
  #settle(alarm: Alarm, from: number): void {
    const heap = this.#heap;
    let place = from;
    while (place > 0) {
      const parent = heap[(place - 1) >>> 1] as Alarm;
      if (!isBefore(alarm, parent)) break;
      const above = parent.place;
      this.#put(parent, place);
      place = above;
    }
    for (let child = this.#earlierChild(place); child !== undefined; child = this.#earlierChild(place)) {
      if (!isBefore(child, alarm)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(alarm, place);
  }

  #earlierChild(place: number): Alarm | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
  }

  #put(alarm: Alarm, place: number): void {
    this.#heap[place] = alarm;
    alarm.place = place;
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
