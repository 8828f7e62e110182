import type { Eui64 } from '../../core/identifiers.ts';
import { hash32 } from '../../core/random.ts';
import type { FaultOccurrence, Mishap } from './faults.ts';

/** What becomes of one frame on its way. */
export interface Passage {
  /** How often it arrives. */
  readonly times: 0 | 1 | 2;
  readonly bytes: Uint8Array;
  /** Milliseconds by which it is late. */
  readonly late: number;
  /** Milliseconds for which others may overtake it. */
  readonly overtaken: number;
}

/** A request goes down, its answer up; a push goes up and answers nothing. */
export type Direction = 'down' | 'up' | 'push';
const directions: Readonly<Record<Direction | 'sms', number>> = { down: 0, up: 1, sms: 2, push: 3 };
/**
 * What can't befall each. An answer can't come twice, or out of turn, to whoever waits for one at a time; a push is late
 * and out of turn for nobody.
 */
const spared: Readonly<Record<Direction, readonly Mishap['kind'][]>> = {
  down: [],
  up: ['frame-repeated', 'frame-reordered'],
  push: ['frame-reordered', 'wan-delay'],
};
const BITS = 8;

/** What happens to single frames and SMS: it follows from the seed, and from how many have passed before. */
export class Mishaps {
  readonly #mishaps: readonly Mishap[];
  readonly #seed: number;
  readonly #report: (occurrence: FaultOccurrence) => void;

  constructor(mishaps: readonly Mishap[], seed: number, report: (occurrence: FaultOccurrence) => void) {
    this.#mishaps = mishaps;
    this.#seed = seed;
    this.#report = report;
  }

  /** @param count how many frames passed before */
  frame(device: Eui64, direction: Direction, bytes: Uint8Array, count: number, at: number): Passage {
    let passage: Passage = { times: 1, bytes, late: 0, overtaken: 0 };
    for (const [index, mishap] of this.#mishaps.entries()) {
      if (mishap.kind === 'sms-lost' || !this.#strikes(mishap, index, direction, count, at)) continue;
      if (spared[direction].includes(mishap.kind)) continue;
      passage = this.#after(mishap, passage, index, count);
      const detail = 'milliseconds' in mishap ? { direction, milliseconds: mishap.milliseconds } : { direction };
      this.#report({ fault: mishap.kind, device, at, phase: 'happens', detail });
    }
    return passage;
  }

  /** Whether an SMS to the hub is lost. */
  losesSms(hub: Eui64, count: number, at: number): boolean {
    const lost = this.#mishaps.some(
      (mishap, index) => mishap.kind === 'sms-lost' && this.#strikes(mishap, index, 'sms', count, at),
    );
    if (lost) this.#report({ fault: 'sms-lost', device: hub, at, phase: 'happens', detail: {} });
    return lost;
  }

  #after(mishap: Mishap, passage: Passage, index: number, count: number): Passage {
    switch (mishap.kind) {
      case 'wan-delay':
        return { ...passage, late: passage.late + mishap.milliseconds };
      case 'frame-lost':
        return { ...passage, times: 0 };
      case 'frame-repeated':
        return passage.times === 1 ? { ...passage, times: 2 } : passage;
      case 'frame-reordered':
        return { ...passage, overtaken: mishap.milliseconds };
      case 'frame-corrupted':
        return { ...passage, bytes: corrupted(passage.bytes, hash32(this.#seed, index, count, -1)) };
      case 'sms-lost':
        return passage;
    }
  }

  #strikes(
    { from, until, probability }: Mishap,
    index: number,
    what: Direction | 'sms',
    count: number,
    at: number,
  ): boolean {
    if (from !== undefined && at < from.epochMilliseconds) return false;
    if (until !== undefined && at >= until.epochMilliseconds) return false;
    return hash32(this.#seed, index, count, directions[what]) < probability * 0x100000000;
  }
}

/** The bytes with one of their bits the other way. */
function corrupted(bytes: Uint8Array, chance: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = Math.floor(chance / BITS) % Math.max(1, copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << (chance % BITS));
  return copy;
}
