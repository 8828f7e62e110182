import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { PartyStore, type StoreTable } from '../../migration/store/party-store.ts';
import type { InstallationStates } from '../../sim/installation/population.ts';
import { packStates, unpackStates } from '../../sim/installation/saved-states.ts';

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
 * The states of installations that aren't open. What was kept is in a file and outlives the process; what has come to be
 * since goes with it. None of either is in memory.
 */
export class WorldFile {
  readonly #kept: PartyStore;
  readonly #since = new PartyStore(TEMPORARY, 'process');
  readonly #facts: StoreTable<string>;
  readonly #keptStates: StoreTable<string>;
  readonly #statesSince: StoreTable<string>;

  /**
   * @param folder where the file is, or is made; without any, what was kept goes with the process, too
   * @throws `migration-world-other` where the file there is of another world
   */
  constructor(folder: string | undefined, { sha256, seed }: WorldOrigin) {
    this.#kept = new PartyStore(folder === undefined ? TEMPORARY : join(folder, FILE), 'process');
    this.#facts = this.#kept.table('world');
    this.#keptStates = this.#kept.table('states');
    this.#statesSince = this.#since.table('states');
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

  /** @throws `saved-states-invalid` */
  states(name: string): InstallationStates | undefined {
    const packed = this.#statesSince.get(name) ?? this.#keptStates.get(name);
    return packed === undefined ? undefined : unpackStates(Buffer.from(packed, 'base64'));
  }

  /** For as long as this process lives. */
  putAway(name: string, states: InstallationStates): void {
    this.#statesSince.put(name, packed(states));
  }

  /** @param states nothing where it isn't open: as it was put away */
  keep(name: string, states: InstallationStates | undefined, at: Temporal.Instant): void {
    const what = states === undefined ? this.#statesSince.get(name) : packed(states);
    if (what === undefined) return;
    this.#kept.transaction(() => {
      this.#keptStates.put(name, what);
      this.#facts.put(TIME, at.toString());
    });
    this.#statesSince.remove(name);
  }

  close(): void {
    this.#kept.close();
    this.#since.close();
  }
}

function packed(states: InstallationStates): string {
  return Buffer.from(packStates(states)).toString('base64');
}
