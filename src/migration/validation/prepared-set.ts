import { isS1benchError, type S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { CommonFile, DeviceKeyMaterial, EncryptedFile, GroupFile } from '../files/contents.ts';
import type { ReadMigrationFile } from '../files/migration-file.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import type { Validator } from '../model/parties.ts';
import type { ValidationContext } from './context.ts';

type SetFile = CommonFile | GroupFile | EncryptedFile;

/** A file as it was given: read, or what was wrong with it; nothing where it wasn't given. */
export type GivenFile<File extends SetFile> = ReadMigrationFile<File> | S1benchError | undefined;

/** The files of a set, as one of those who validate it reads them. */
export interface SetFiles {
  /** `DA-20260115-001` */
  readonly name: string;
  readonly common: GivenFile<CommonFile>;
  readonly group?: GivenFile<GroupFile>;
  /** The one that was sealed for whoever validates. */
  readonly encrypted?: GivenFile<EncryptedFile>;
}

/** The files of a set that each of those who validate it has to be given. */
export const filesFor = {
  'commissioning-party': ['common'],
  s1sp: ['common', 'group', 'encrypted'],
  dco: ['common', 'encrypted'],
} as const satisfies Readonly<Record<Validator, readonly Exclude<keyof SetFiles, 'name'>[]>>;

type Opened = { readonly material: readonly DeviceKeyMaterial[] } | { readonly refused: S1benchError };

/** A whole set that could be read, with what the checks look up in it: each is made once, whatever the set's size. */
export class PreparedSet {
  readonly name: string;
  readonly party: Validator;
  readonly common: CommonFile;
  readonly group: GroupFile | undefined;
  readonly encrypted: EncryptedFile | undefined;
  /** All files of it, with who signed them. */
  readonly files: readonly ReadMigrationFile<SetFile>[];
  #timesNamed: ReadonlyMap<string, number> | undefined;
  #addresses: ReadonlyMap<Eui64, readonly GroupFile['installations'][number][]> | undefined;
  #sealed: ReadonlyMap<Eui64, readonly Uint8Array[]> | undefined;
  /** What was opened last: key material of a whole set is never held at once. */
  #opened: { readonly hub: Eui64; readonly opened: Opened } | undefined;

  constructor(name: string, party: Validator, files: PreparedSet['files']) {
    this.name = name;
    this.party = party;
    this.files = files;
    const contents = files.map(({ file }) => file);
    this.common = contents.find((file) => file.kind === 'common') as CommonFile;
    this.group = contents.find((file) => file.kind === 'group');
    this.encrypted = contents.find((file) => file.kind === 'encrypted');
  }

  /** How often the Common File names a device or a metering point. */
  timesNamed(name: string): number {
    this.#timesNamed ??= countOf(this.common.installations.flatMap(namesIn));
    return this.#timesNamed.get(name) ?? 0;
  }

  /** What the Group File says of an installation: it may be nothing, or too much. */
  addressesOf(hub: Eui64): readonly GroupFile['installations'][number][] {
    this.#addresses ??= Map.groupBy(this.group?.installations ?? [], (entry) => entry.hub);
    return this.#addresses.get(hub) ?? [];
  }

  /** What was sealed of an installation: it may be nothing, or too much. */
  sealedOf(hub: Eui64): readonly Uint8Array[] {
    this.#sealed ??= new Map(
      [...Map.groupBy(this.encrypted?.installations ?? [], (entry) => entry.hub)].map(
        ([each, entries]) => [each, entries.map(({ sealed }) => sealed)] as const,
      ),
    );
    return this.#sealed.get(hub) ?? [];
  }

  /** What is in the sealed part of an installation, or why it can't be opened; nothing where there isn't one part. */
  opened(hub: Eui64, { open }: ValidationContext): Opened | undefined {
    const [sealed, ...more] = this.sealedOf(hub);
    if (sealed === undefined || more.length > 0 || this.encrypted === undefined) return undefined;
    if (this.#opened?.hub !== hub) {
      this.#opened = { hub, opened: attempt(() => open(sealed, hub, (this.encrypted as EncryptedFile).header)) };
    }
    return this.#opened.opened;
  }
}

/** Every device and metering point that is named of an installation. */
export function namesIn({ hub, gasProxy, esme, gsme, others }: MigratingInstallation): readonly string[] {
  const names = [hub.id, gasProxy, esme.id, esme.mpxn, gsme?.id, gsme?.mpxn, ...others.map(({ id }) => id)];
  return names.filter((name) => name !== undefined);
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function attempt(open: () => readonly DeviceKeyMaterial[]): Opened {
  try {
    return { material: open() };
  } catch (error) {
    if (isS1benchError(error)) return { refused: error };
    throw error;
  }
}
