import type { Eui64 } from '../../core/identifiers.ts';
import type { MigrationFileKind } from '../files/contents.ts';
import type { ReadMigrationFile } from '../files/migration-file.ts';
import type { PartyStore, StoreTable } from '../store/party-store.ts';
import type { Enrolled, SetsUnderWay, TakenFiles } from '../validation/context.ts';

/** What one of those who validate knows of sets: the files that it has taken, and where each device is. */
export class SetRegister implements TakenFiles, SetsUnderWay, Enrolled {
  readonly #store: PartyStore;
  readonly #digests: StoreTable<string>;
  readonly #sequences: StoreTable<number>;
  readonly #underWay: StoreTable<string>;
  readonly #enrolled: StoreTable<string>;

  constructor(store: PartyStore) {
    this.#store = store;
    this.#digests = store.table('taken-files');
    this.#sequences = store.table('taken-sequences');
    this.#underWay = store.table('under-way');
    this.#enrolled = store.table('enrolled');
  }

  digestOf(set: string, kind: MigrationFileKind): string | undefined {
    return this.#digests.get(`${set}/${kind}`);
  }

  lastSequence(from: Eui64, kind: MigrationFileKind): number | undefined {
    return this.#sequences.get(`${from}/${kind}`);
  }

  setOf(device: Eui64): string | undefined {
    return this.#underWay.get(device);
  }

  holds(device: Eui64): boolean {
    return this.#enrolled.get(device) !== undefined;
  }

  /** The files of a set were checked: none of them is taken for another, and its valid installations are in no other. */
  begin(set: string, files: readonly ReadMigrationFile[], devices: Iterable<Eui64>): void {
    this.#store.transaction(() => {
      for (const { file, signedBytesSha256 } of files) {
        const { kind, header } = file;
        this.#digests.put(`${set}/${kind}`, signedBytesSha256.toHex());
        const sender = `${header.from}/${kind}`;
        this.#sequences.put(sender, Math.max(header.sequence, this.#sequences.get(sender) ?? 0));
      }
      for (const device of devices) this.#underWay.put(device, set);
    });
  }

  /** The installations of a set have their outcomes. @param enrolled the devices that are the DCC's now */
  end(set: string, enrolled: Iterable<Eui64>): void {
    this.#store.transaction(() => {
      for (const device of [...this.#underWay.keys()]) {
        if (this.#underWay.get(device) === set) this.#underWay.remove(device);
      }
      for (const device of enrolled) this.#enrolled.put(device, set);
    });
  }
}
