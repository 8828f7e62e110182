import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 's1bench-test-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** An empty folder, which goes away when the tests of the file have ended. */
export function newFolder(): string {
  return mkdtempSync(join(scratch, 'folder-'));
}

/** A name in such a folder; nothing is there yet. */
export function newPath(): string {
  return join(newFolder(), 'out');
}

/** A file in such a folder. */
export function newFile(name: string, content: string | Uint8Array): string {
  const file = join(newFolder(), name);
  writeFileSync(file, content);
  return file;
}
