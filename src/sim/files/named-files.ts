import { DocumentErrors, parseDocument } from '../../core/documents.ts';
import { isS1benchError } from '../../core/errors.ts';
import { type DeviceKeys, keysSchema } from './keys.ts';
import { readText } from './read-text.ts';
import { refusedAt } from './refused-at.ts';

/** A file that names others. */
export interface NamingFile {
  readonly file: string;
  readonly text: string;
}

/**
 * What a file names, loaded; where that can't be read it is refused where it is named.
 * @param path where the name stands
 */
export async function loadNamedAt<T>(from: NamingFile, path: PropertyKey[], load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw isS1benchError(error, 'file-unreadable') ? refusedAt(from, path, error) : error;
  }
}

/** @throws `file-unreadable`, DocumentErrors */
export async function loadKeys(file: string): Promise<DeviceKeys> {
  return parseDocument(await readText(file), file, keysSchema, { secret: true });
}

/** The results of all, or every problem that there was, of whatever file. */
export async function allOf<const T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const results = await Promise.allSettled(promises);
  const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const [first, ...others] = problems;
  if (first instanceof DocumentErrors && others.length > 0) {
    const all = problems.flatMap((problem) => (problem instanceof DocumentErrors ? problem.problems : []));
    throw new DocumentErrors(first.where?.file ?? '', all);
  }
  if (first !== undefined) throw first;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}
