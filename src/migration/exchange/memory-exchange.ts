import { S1benchError } from '../../core/errors.ts';
import type { Exchange } from './exchange.ts';

/** An exchange that ends with the process: for simulations of many migrations, and for tests. */
export class MemoryExchange implements Exchange {
  readonly #files = new Map<string, Uint8Array>();

  put(name: string, bytes: Uint8Array): void {
    const given = this.#files.get(name);
    if (given !== undefined && !Buffer.from(given).equals(bytes)) {
      throw new S1benchError('exchange-name-taken', { found: name });
    }
    this.#files.set(name, Uint8Array.from(bytes));
  }

  get(name: string): Uint8Array | undefined {
    return this.#files.get(name);
  }

  names(): readonly string[] {
    return [...this.#files.keys()].sort();
  }
}
