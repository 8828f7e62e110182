import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './line.ts';
import type { RunRecord } from './record.ts';

export const RUN_FILE = 'run.json';

/** The end of the journal that a run file vouches for. */
export interface JournalEnd {
  readonly lines: number;
  /** Hash of the last line. */
  readonly hash: string;
}

/**
 * The text of `run.json`: what the journal comes to, where it ends, and the SHA-256 of this text as it would be with
 * an empty digest. All of it follows from the journal.
 */
export function runFileText(record: RunRecord, journal: JournalEnd): string {
  const { kind: _, tests: __, ...started } = record.started;
  const content = { status: record.status, ...started, counts: record.counts, tests: record.tests, journal };
  const render = (value: string): string => `${JSON.stringify({ ...content, digest: value }, undefined, 2)}\n`;
  return render(sha256(render('')));
}

/** Whether the digest in a run file is that of its text. */
export function isRunFileAsWritten(text: string): boolean {
  const digest = /"digest": "([0-9a-f]{64})"\n\}\n$/.exec(text)?.[1];
  return digest !== undefined && sha256(text.replace(`"digest": "${digest}"\n}\n`, '"digest": ""\n}\n')) === digest;
}

/** Writes `run.json`, by a rename: it is there with all that it says, or not at all. */
export function writeRunFile(folder: string, record: RunRecord, journal: JournalEnd): void {
  const path = join(folder, RUN_FILE);
  writeDurably(`${path}.part`, runFileText(record, journal));
  renameSync(`${path}.part`, path);
  syncFolder(folder);
}

export function writeDurably(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content, { flush: true });
}

/** Makes new names in a folder outlive the machine, where the platform can. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
