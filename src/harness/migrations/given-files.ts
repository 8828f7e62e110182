import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { signatureNameOf } from '../../migration/files/detached-signature.ts';
import { type FileName, fileNames, isSameSmso, parseFileName } from '../../migration/files/names.ts';
import { LARGEST_FILE } from '../../migration/files/xml/document.ts';

/** A file that takes the place of a party's, under the name that it has in the exchange. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads files that a person gives in the place of a party's, and what lies beside them: the signature of each, and the
 * password of an authorisation, however its name is spelt.
 * @throws `file-unreadable`; `migration-name-invalid` where the name is none that a file of a migration has;
 *   `migration-file-too-large`
 */
export function readGiven(files: readonly string[]): readonly GivenFile[] {
  const given = new Map<string, GivenFile>();
  for (const file of files) {
    const read = readGivenFile(file);
    const name = nameOf(file);
    given.set(read.name, read);
    const signature = signatureNameOf(file);
    if (isFile(signature)) given.set(basename(signature), readGivenFile(signature));
    if (name.kind !== 'authorisation') continue;
    const canonical = fileNames.password(name);
    for (const { bytes } of passwordsOf(file, name)) given.set(canonical, { name: canonical, bytes });
  }
  return [...given.values()];
}

function nameOf(file: string): FileName {
  const name = parseFileName(basename(file));
  if (name !== undefined) return name;
  throw new S1benchError('migration-name-invalid', {
    where: { file },
    found: basename(file),
    expected: 'such as MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503.csv, or that of another file of a migration',
  });
}

function passwordsOf(
  file: string,
  of: Extract<FileName, { kind: 'authorisation' | 'password' }>,
): readonly GivenFile[] {
  const folder = dirname(file);
  return readdirSync(folder)
    .filter((entry) => {
      const name = parsed(entry);
      if (name?.kind !== 'password') return false;
      return isSameSmso(name.smso, of.smso) && name.supplier === of.supplier && name.at.equals(of.at);
    })
    .map((entry) => readGivenFile(join(folder, entry)));
}

/** What lies beside a given file may be called anything. */
function parsed(entry: string): FileName | undefined {
  try {
    return parseFileName(entry);
  } catch {
    return undefined;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function readGivenFile(file: string): GivenFile {
  const stated = statSync(file, { throwIfNoEntry: false });
  const where = { file };
  if (stated === undefined) throw new S1benchError('file-unreadable', { where, found: 'nothing of that name' });
  if (!stated.isFile()) throw new S1benchError('file-unreadable', { where, found: 'something that is no file' });
  if (stated.size > LARGEST_FILE) {
    const found = `${stated.size} bytes`;
    throw new S1benchError('migration-file-too-large', { where, found, expected: `at most ${LARGEST_FILE}` });
  }
  return { name: basename(file), bytes: readFileSync(file) };
}
