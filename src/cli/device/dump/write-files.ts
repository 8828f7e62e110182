import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S1benchError } from '../../../core/errors.ts';

/**
 * Writes files that belong together: each by a rename, the one that names the others last. What stood there before is
 * replaced. Where one can't be written, none is.
 * @throws `file-unwritable`
 */
export function writeFiles(folder: string, files: readonly (readonly [name: string, text: string])[]): void {
  const written: string[] = [];
  let path = folder;
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) {
      path = join(folder, name);
      written.push(`${path}.part`);
      writeFileSync(`${path}.part`, text, { flush: true });
    }
    for (const [name] of files) {
      path = join(folder, name);
      renameSync(`${path}.part`, path);
    }
  } catch (cause) {
    for (const part of written) rmSync(part, { force: true });
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new S1benchError('file-unwritable', { where: { file: path }, found, cause });
  }
}
