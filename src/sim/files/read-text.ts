import { readFile } from 'node:fs/promises';
import { S1benchError } from '../../core/errors.ts';

/** @throws `file-unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new S1benchError('file-unreadable', { where: { file }, found, cause });
  }
}
