import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type IncludedFile, type PackSource, readPack } from '../pack/read-pack.ts';
import type { TestPack } from '../pack/test-pack.ts';
import type { RunEventOf } from './event.ts';
import { sha256 } from './line.ts';
import { broken } from './read-journal.ts';
import { syncFolder, writeDurably } from './run-file.ts';

export const PACKS_FOLDER = 'packs';

/** A pack as the first event of a run names it: where it came from, and the copies of it in the folder of the run. */
export type PackEntry = RunEventOf<'run-started'>['packs'][number];

/** @param file as it was given */
export function entryOfPack(file: string, { pack: { id }, text, included }: PackSource): PackEntry {
  const includes = included.map(({ file: path, text: content }: IncludedFile) => ({
    file: path,
    copy: `${PACKS_FOLDER}/${id}/${path.replace(/^\.\./, 'beside')}`,
    sha256: sha256(content),
  }));
  const own = { id, file, copy: `${PACKS_FOLDER}/${id}.yaml`, sha256: sha256(text) };
  return includes.length === 0 ? own : { ...own, includes };
}

/** Writes the copies of a pack that its entry names. */
export function writePackCopies(folder: string, { copy, includes = [] }: PackEntry, source: PackSource): void {
  writeCopy(join(folder, copy), source.text);
  includes.forEach((entry, i) => {
    writeCopy(join(folder, entry.copy), source.included[i]?.text ?? '');
  });
  for (const path of new Set(includes.flatMap((entry) => foldersAbove(entry.copy)))) syncFolder(join(folder, path));
}

/**
 * The pack that the copies in the folder of a run hold.
 * @throws `evidence-broken` if a copy isn't what was recorded; DocumentErrors if this version can't read them
 */
export function readPackCopies(folder: string, { copy, sha256: hash, includes = [] }: PackEntry): TestPack {
  const { pack } = readPack(readCopy(folder, copy, hash), copy, (file) => {
    const entry = includes.find((included) => included.file === file);
    if (entry === undefined) throw broken({ file: copy }, `${file} included`, 'files that the run recorded');
    return readCopy(folder, entry.copy, entry.sha256);
  });
  return pack;
}

function writeCopy(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeDurably(path, text);
}

/** The folders that hold a copy, the innermost first. */
function foldersAbove(copy: string): readonly string[] {
  const parts = copy.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/'));
}

function readCopy(folder: string, copy: string, recorded: string): string {
  const path = join(folder, copy);
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const found = sha256(bytes);
  if (found !== recorded) throw broken({ file: copy }, `SHA-256 ${found}`, recorded);
  return bytes.toString('utf8');
}
