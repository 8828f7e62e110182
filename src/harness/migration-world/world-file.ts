import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { PartyStore, type StoreTable } from '../../migration/store/party-store.ts';
import type { InstallationStates } from '../../sim/installation/population.ts';
import {
  changesSince,
  heldStates,
  packStates,
  type StateChanges,
  unpackStates,
  withoutChanges,
} from '../../sim/installation/saved-states.ts';

/** What a world is made from: states of one are of no use to another. */
export interface WorldOrigin {
  /** SHA-256 of the installation file. */
  readonly sha256: string;
  readonly seed: string;
}

/** A database of its own on disk, which is gone with the process. */
const TEMPORARY = '';
const FILE = 'world.sqlite';
const TIME = 'time';
const ORIGIN = 'origin';

/**
 * The states of installations. What was kept is in a file and outlives the process; what they have come to be since, when
 * they are put away, goes with it. Most of what an installation is stays as it was: it is stored whole once, and after
 * that what has changed. None of those that aren't open is in memory.
 */
export class WorldFile {
  readonly #kept: StatesStore;
  readonly #since = new StatesStore(TEMPORARY);
  readonly #facts: StoreTable<string>;
  /** Of those that are open, what is stored whole and was still so. */
  readonly #wholes = new Map<string, InstallationStates>();

  /**
   * @param folder where the file is, or is made; without any, what was kept goes with the process, too
   * @throws `migration-world-other` where the file there is of another world
   */
  constructor(folder: string | undefined, { sha256, seed }: WorldOrigin) {
    this.#kept = new StatesStore(folder === undefined ? TEMPORARY : join(folder, FILE));
    this.#facts = this.#kept.store.table('world');
    const origin = `${sha256} ${seed}`;
    const found = this.#facts.get(ORIGIN);
    if (found === undefined) this.#facts.put(ORIGIN, origin);
    if (found === undefined || found === origin) return;
    this.close();
    throw new S1benchError('migration-world-other', {
      where: { file: join(folder ?? '', FILE) },
      found,
      expected: origin,
    });
  }

  /** The latest time at which anything was kept. */
  get time(): Temporal.Instant | undefined {
    const text = this.#facts.get(TIME);
    return text === undefined ? undefined : Temporal.Instant.from(text);
  }

  /** Of one that is about to be opened. @throws `saved-states-invalid` */
  states(name: string): InstallationStates | undefined {
    const since = this.#since.wholes.get(name);
    const whole = since ?? this.#kept.wholes.get(name);
    if (whole === undefined) return undefined;
    const kept = since === undefined ? this.#kept.changes.get(name) : undefined;
    const changes = this.#since.changes.get(name) ?? kept ?? [];
    const states = unpackStates(Buffer.from(whole, 'base64'), changes);
    this.#wholes.set(name, withoutChanges(states, changes));
    return states;
  }

  /** Of one that isn't open any more, for as long as this process lives. */
  putAway(name: string, states: InstallationStates): void {
    const changes = this.#changesOf(name, states);
    this.#wholes.delete(name);
    if (changes === undefined) this.#since.putWhole(name, packed(states));
    else this.#since.changes.put(name, changes);
  }

  /** @param states nothing where it isn't open: as it was put away */
  keep(name: string, states: InstallationStates | undefined, at: Temporal.Instant): void {
    const [whole, changes] = [this.#since.wholes.get(name), this.#since.changes.get(name)];
    if (states === undefined && whole === undefined && changes === undefined) return;
    this.#kept.store.transaction(() => {
      if (states !== undefined) this.#keepStates(name, states, whole === undefined);
      else {
        if (whole !== undefined) this.#kept.putWhole(name, whole);
        if (changes !== undefined) this.#kept.changes.put(name, changes);
      }
      this.#facts.put(TIME, at.toString());
    });
    if (whole !== undefined || changes !== undefined) this.#since.remove(name);
  }

  close(): void {
    this.#kept.store.close();
    this.#since.store.close();
  }

  /** @param isKept whether what is stored of it as a whole is kept */
  #keepStates(name: string, states: InstallationStates, isKept: boolean): void {
    const changes = isKept ? this.#changesOf(name, states) : undefined;
    if (changes !== undefined) {
      this.#kept.changes.put(name, changes);
      return;
    }
    this.#kept.putWhole(name, packed(states));
    this.#wholes.set(name, heldStates(states));
  }

  /** Since it was stored whole; nothing where it wasn't. */
  #changesOf(name: string, states: InstallationStates): StateChanges | undefined {
    const whole = this.#wholes.get(name);
    return whole && changesSince(whole, states);
  }
}

/** States by the names of their installations: whole, and what has changed since they were stored so. */
class StatesStore {
  readonly store: PartyStore;
  readonly wholes: StoreTable<string>;
  readonly changes: StoreTable<StateChanges>;

  constructor(file: string) {
    this.store = new PartyStore(file, 'process');
    this.wholes = this.store.table('states');
    this.changes = this.store.table('changes');
  }

  putWhole(name: string, whole: string): void {
    this.wholes.put(name, whole);
    this.changes.remove(name);
  }

  remove(name: string): void {
    this.wholes.remove(name);
    this.changes.remove(name);
  }
}

function packed(states: InstallationStates): string {
  return Buffer.from(packStates(states)).toString('base64');
}
