import type { Exchange } from '../../src/migration/exchange/exchange.ts';
import { PartyStore, type StoreTable } from '../../src/migration/store/party-store.ts';

/** Where a process can die: as it tells its log something, stores something, gives a file, or hears or says something. */
export const pointKinds = ['event', 'store', 'exchange', 'message'] as const;
export type PointKind = (typeof pointKinds)[number];

/** Devices that are real go on; simulated ones, which live in the same process, are again what was kept of them last. */
export const deviceFates = ['go on', 'as kept'] as const;
export type DeviceFate = (typeof deviceFates)[number];

export interface Death {
  /** At a point of this kind, or of whatever kind. */
  readonly at: PointKind | 'any';
  /** How many of them come before; from 0. */
  readonly after: number;
  readonly devices: DeviceFate;
}

/** Not an error of s1bench: nothing may catch it. */
export class ProcessStopped extends Error {}

/** The life of one process, in which all parties are. */
export class Life {
  readonly death: Death | undefined;
  readonly points: Record<PointKind, number> = { event: 0, store: 0, exchange: 0, message: 0 };
  readonly end = new AbortController();
  onDeath: (() => void) | undefined;
  /** Told of each point at which it could die. */
  onPoint: ((kind: PointKind) => void) | undefined;
  /** The kind of the point at which it did. */
  diedAt: PointKind | undefined;
  #passed = 0;
  #isInspected = false;

  constructor(death?: Death) {
    this.death = death;
  }

  get isOver(): boolean {
    return this.end.signal.aborted;
  }

  /** Nothing is done by a process that is dead. @throws ProcessStopped */
  check(): void {
    if (this.isOver && !this.#isInspected) throw new ProcessStopped();
  }

  /** @throws ProcessStopped where it is the last */
  pass(kind: PointKind): void {
    if (this.#isInspected) return;
    this.check();
    this.note(kind);
    this.check();
  }

  /** As `pass`, for where nothing can be thrown. */
  note(kind: PointKind): void {
    if (this.isOver || this.#isInspected) return;
    this.points[kind]++;
    this.onPoint?.(kind);
    const { death } = this;
    if (death === undefined || (death.at !== 'any' && death.at !== kind)) return;
    if (this.#passed++ < death.after) return;
    this.diedAt = kind;
    this.onDeath?.();
    this.end.abort();
  }

  /** Looks at what is stored; that is no part of the process. */
  inspect<T>(look: () => T): T {
    const before = this.#isInspected;
    this.#isInspected = true;
    try {
      return look();
    } finally {
      this.#isInspected = before;
    }
  }
}

/** One value that was stored, as JSON; or removed. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly value: string | undefined;
}

/** The store of a party, as the processes have it that come one after the other. */
export class MortalStore extends PartyStore {
  life = new Life();
  /** What was stored for good, in its order, from when it is to be written down. */
  journal: Change[] | undefined;
  /** Of the transaction under way. */
  #pending: Change[] | undefined;

  override table<Value>(name: string): StoreTable<Value> {
    const table = super.table<Value>(name);
    const { life } = this;
    const change = (key: string, value: Value | undefined, work: () => void): void => {
      life.pass('store');
      work();
      if (this.journal !== undefined) this.#write({ table: name, key, value: textOf(value) });
      life.pass('store');
    };
    return {
      get: (key) => {
        life.check();
        return table.get(key);
      },
      put: (key, value) => change(key, value, () => table.put(key, value)),
      remove: (key) => change(key, undefined, () => table.remove(key)),
      keys: () => table.keys(),
    };
  }

  override transaction<T>(work: () => T): T {
    this.life.check();
    const outer = this.#pending;
    const changes: Change[] = [];
    this.#pending = changes;
    let result: T;
    try {
      result = super.transaction(work);
    } finally {
      this.#pending = outer;
    }
    this.#write(...changes);
    this.life.pass('store');
    return result;
  }

  /** Stores what another one had. */
  restore(changes: readonly Change[]): void {
    super.transaction(() => {
      for (const { table, key, value } of changes) {
        if (value === undefined) super.table(table).remove(key);
        else super.table(table).put(key, JSON.parse(value));
      }
    });
  }

  #write(...changes: readonly Change[]): void {
    (this.#pending ?? this.journal)?.push(...changes);
  }
}

/** The exchange as one process has it. */
export class MortalExchange implements Exchange {
  readonly #inner: Exchange;
  readonly #life: Life;
  readonly #onPut: (name: string, bytes: Uint8Array) => void;

  constructor(inner: Exchange, life: Life, onPut: (name: string, bytes: Uint8Array) => void) {
    this.#inner = inner;
    this.#life = life;
    this.#onPut = onPut;
  }

  put(name: string, bytes: Uint8Array): void {
    this.#life.pass('exchange');
    this.#inner.put(name, bytes);
    this.#life.inspect(() => this.#onPut(name, bytes));
    this.#life.pass('exchange');
  }

  get(name: string): Uint8Array | undefined {
    this.#life.check();
    return this.#inner.get(name);
  }

  names(): readonly string[] {
    this.#life.check();
    return this.#inner.names();
  }
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
