import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** How sure it is that what was stored outlives the end of the machine, and not of the process alone. */
export type Durability = 'machine' | 'process';

/**
 * What one party knows, on disk: values by table and key. Whatever `put` was called for is stored when it returns, and in
 * a transaction all of it or nothing; however many there are, none is kept in memory.
 */
export class PartyStore {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<'get' | 'put' | 'remove' | 'keys', StatementSync>>;
  #depth = 0;

  /** @param file of the database; `:memory:` for one that ends with this object */
  constructor(file: string, durability: Durability = 'machine') {
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability === 'machine' ? 'FULL' : 'NORMAL'};
      CREATE TABLE IF NOT EXISTS facts (
        "table" TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("table", key)
      ) WITHOUT ROWID;`);
    this.#statements = {
      get: this.#database.prepare('SELECT value FROM facts WHERE "table" = ? AND key = ?'),
      put: this.#database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?, ?)'),
      remove: this.#database.prepare('DELETE FROM facts WHERE "table" = ? AND key = ?'),
      keys: this.#database.prepare('SELECT key FROM facts WHERE "table" = ? ORDER BY key'),
    };
  }

  /** A table of values of one kind: what was put is what JSON makes of it. */
  table<Value>(name: string): StoreTable<Value> {
    const { get, put, remove, keys } = this.#statements;
    return {
      get: (key) => {
        const row = get.get(name, key) as { readonly value: string } | undefined;
        return row === undefined ? undefined : (JSON.parse(row.value) as Value);
      },
      put: (key, value) => {
        put.run(name, key, JSON.stringify(value));
      },
      remove: (key) => {
        remove.run(name, key);
      },
      *keys() {
        for (const row of keys.iterate(name)) yield (row as { readonly key: string }).key;
      },
    };
  }

  /** All that `work` stores, or nothing where it throws. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#database.close();
  }
}

export interface StoreTable<Value> {
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
  remove(key: string): void;
  /** In the order of the alphabet. */
  keys(): IterableIterator<string>;
}
