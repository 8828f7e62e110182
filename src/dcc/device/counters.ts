import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';

/**
 * Hands out the invocation counters of the clients that s1bench plays, by device and client. Under the same keys no
 * counter may ever come twice, in no process: a store that outlives the process keeps what was taken.
 */
export interface InvocationCounters {
  /** @throws `security-counter-exhausted` */
  take(device: Eui64, clientSap: number): number;
  /** From here on, nothing below `lowest` is handed out: the device has seen it. */
  raise(device: Eui64, clientSap: number, lowest: number): void;
}

const HIGHEST = 0xffffffff;

/** Counters of this process alone, from 1: enough where each device is asked for its own first. */
export class MemoryCounters implements InvocationCounters {
  readonly #next = new Map<string, number>();

  take(device: Eui64, clientSap: number): number {
    const key = `${device}/${clientSap}`;
    const counter = this.#next.get(key) ?? 1;
    if (counter > HIGHEST) throw new S1benchError('security-counter-exhausted');
    this.#next.set(key, counter + 1);
    return counter;
  }

  raise(device: Eui64, clientSap: number, lowest: number): void {
    const key = `${device}/${clientSap}`;
    this.#next.set(key, Math.max(this.#next.get(key) ?? 1, lowest));
  }
}
