import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** How sure it is that what was stored outlives the end of the machine, and not of the process alone. */
export type Durability = 'machine' | 'process';

/**
 * What one party knows, on disk: values by table and key. Whatever `put` was called for is stored when it returns, and in
 * a transaction all of it or nothing; however many there are, none is kept in memory.
 */
export class PartyStore {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<'get' | 'put' | 'remove', StatementSync>>;
  #depth = 0;

  /**
   * @param file of the database, for its owner's eyes alone; `:memory:`, or an empty text, for one in memory, or on disk,
   *   that ends with this object
   */
  constructor(file: string, durability: Durability = 'machine') {
    if (file !== '' && file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    this.#database = new DatabaseSync(file);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability === 'machine' ? 'FULL' : 'OFF'};
      CREATE TABLE IF NOT EXISTS facts (
        "table" TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("table", key)
      ) WITHOUT ROWID;`);
    this.#statements = {
      get: this.#database.prepare('SELECT value FROM facts WHERE "table" = ? AND key = ?'),
      put: this.#database.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?, ?)'),
      remove: this.#database.prepare('DELETE FROM facts WHERE "table" = ? AND key = ?'),
    };
  }

  /** A table of values of one kind: what was put is what JSON makes of it. */
  table<Value>(name: string): StoreTable<Value> {
    const { get, put, remove } = this.#statements;
    const database = this.#database;
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
        // A statement for each: one that several go through at once begins anew with each of them.
        const keys = database.prepare('SELECT key FROM facts WHERE "table" = ? ORDER BY key');
        for (const row of keys.iterate(name)) yield (row as { readonly key: string }).key;
      },
    };
  }

  /** All that `work` stores, or nothing where it throws; also inside another transaction. */
  transaction<T>(work: () => T): T {
    const level = `level${this.#depth}`;
    const isOutermost = this.#depth === 0;
    this.#database.exec(isOutermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${level}`);
    this.#depth++;
    try {
      const result = work();
      this.#database.exec(isOutermost ? 'COMMIT' : `RELEASE ${level}`);
      return result;
    } catch (error) {
      // A full disk ends the transaction by itself.
      if (this.#database.isTransaction) {
        this.#database.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO ${level}; RELEASE ${level}`);
      }
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
