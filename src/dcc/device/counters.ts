import type { Eui64 } from '../../core/identifiers.ts';
import { SenderCounter } from '../../protocol/cosem/security/invocation-counter.ts';

/**
 * Hands out the invocation counters of the clients that s1bench plays, by device and client. Under the same keys no
 * counter may ever come twice, in no process: a store that outlives the process keeps what was taken.
 */
export interface InvocationCounters {
  /** @throws `security-counter-exhausted` */
  take(device: Eui64, clientSap: number): number;
  /** From here on, nothing below `lowest` is handed out: the device has seen it. */
  raise(device: Eui64, clientSap: number, lowest: number): void;
  /** Whether the device need not be asked for its counter: it was, and nobody else uses it. */
  isKnown(device: Eui64, clientSap: number): boolean;
  /** The device doesn't take it: it is to be asked. */
  doubt(device: Eui64, clientSap: number): void;
}

/** Counters of this process alone, from 1: enough where each device is asked for its own first. */
export class MemoryCounters implements InvocationCounters {
  readonly #counters = new Map<string, SenderCounter>();
  readonly #known = new Set<string>();
  readonly #isAlone: boolean;

  /** @param isAlone whether nobody else speaks to the devices: to ask each of them once is enough */
  constructor({ isAlone = false } = {}) {
    this.#isAlone = isAlone;
  }

  take(device: Eui64, clientSap: number): number {
    return this.#of(device, clientSap).take();
  }

  raise(device: Eui64, clientSap: number, lowest: number): void {
    this.#of(device, clientSap).raise(lowest);
    if (this.#isAlone) this.#known.add(`${device}/${clientSap}`);
  }

  isKnown(device: Eui64, clientSap: number): boolean {
    return this.#known.has(`${device}/${clientSap}`);
  }

  doubt(device: Eui64, clientSap: number): void {
    this.#known.delete(`${device}/${clientSap}`);
  }

  #of(device: Eui64, clientSap: number): SenderCounter {
    const key = `${device}/${clientSap}`;
    const known = this.#counters.get(key) ?? new SenderCounter(1);
    this.#counters.set(key, known);
    return known;
  }
}
