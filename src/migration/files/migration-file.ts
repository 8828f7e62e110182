import type { PartyKeys } from '../pki/party-keys.ts';
import type { MigrationFile, MigrationFileKind, MigrationFileOf } from './contents.ts';
import { readSigned, type SignedContents, writeSigned } from './signed-xml.ts';
import { shapes } from './xml/kinds.ts';
import type { Shape } from './xml/shape.ts';

/** A file that was read: what it says and who is said to have signed it. */
export interface ReadMigrationFile<File extends MigrationFile = MigrationFile>
  extends Omit<SignedContents<File>, 'contents'> {
  readonly file: File;
}

/**
 * A file as XML, signed by the party whose keys these are.
 * @throws `migration-file-unwritable`
 */
export function writeMigrationFile(file: MigrationFile, keys: PartyKeys): Uint8Array {
  return writeSigned(file, shapes[file.kind] as Shape<never> as Shape<MigrationFile>, keys);
}

/**
 * The contents of a signed file of a kind, which is well-formed, fits the schema, and has a signature of the form that is
 * taken here. Whether that is true is for `checkSignature`.
 * @param name of the file, for the errors
 * @throws `migration-file-too-large`, `migration-file-encoding`, `migration-file-forbidden`, `migration-file-syntax`,
 *   `migration-file-kind-wrong`, `migration-file-invalid`, `signature-profile-wrong`
 */
export function readMigrationFile<Kind extends MigrationFileKind>(
  bytes: Uint8Array,
  name: string,
  kind: Kind,
): ReadMigrationFile<MigrationFileOf<Kind>> {
  const shape = shapes[kind] as Shape<never> as Shape<MigrationFileOf<Kind>>;
  const { contents, ...signed } = readSigned(bytes, name, shape);
  return { file: { ...contents, kind }, ...signed };
}
