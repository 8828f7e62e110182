import { bytesEqual } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { checkExchangeName, type Exchange } from './exchange.ts';

/** An exchange that ends with the process: for simulations of many migrations, and for tests. */
export class MemoryExchange implements Exchange {
  readonly #files = new Map<string, Uint8Array>();

  put(name: string, bytes: Uint8Array): void {
    checkExchangeName(name);
    const given = this.#files.get(name);
    if (given !== undefined && !bytesEqual(given, bytes))
      throw new S1benchError('exchange-name-taken', { found: name });
    this.#files.set(name, new Uint8Array(bytes));
  }

  get(name: string): Uint8Array | undefined {
    checkExchangeName(name);
    return this.#files.get(name)?.slice();
  }

  names(): readonly string[] {
    return [...this.#files.keys()].sort();
  }
}
