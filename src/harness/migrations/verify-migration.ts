import { globSync } from 'node:fs';
import { join } from 'node:path';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { FolderExchange } from '../../migration/exchange/folder-exchange.ts';
import { checkSignature } from '../../migration/files/check-signature.ts';
import type { MigrationFileKind } from '../../migration/files/contents.ts';
import { checkDetached, signatureNameOf } from '../../migration/files/detached-signature.ts';
import { readMigrationFile } from '../../migration/files/migration-file.ts';
import { type FileName, parseFileName } from '../../migration/files/names.ts';
import { readSigned } from '../../migration/files/signed-xml.ts';
import { detachedSignature } from '../../migration/files/xml/kinds.ts';
import type { PartyRole } from '../../migration/model/parties.ts';
import { loadPki } from '../../migration/pki/folder.ts';
import type { Trust } from '../../migration/pki/trust.ts';
import { givers } from '../../migration/planning/signed-rows.ts';
import { broken, readChain } from '../evidence/read-journal.ts';
import { Workspace } from './workspace.ts';

/** What has become of the evidence of a migration. */
export interface MigrationVerification {
  /** `broken` where a log or a file that a party gave isn't as it was written. */
  readonly state: 'intact' | 'broken';
  readonly logs: number;
  readonly lines: number;
  /** Of the exchange, those that have a signature. */
  readonly signed: number;
  /** Passwords and alerts, which have none. */
  readonly unsigned: number;
  readonly problems: readonly S1benchError[];
  /** What is wrong with files that people gave in the place of a party's: those don't count, and nothing is broken. */
  readonly refused: readonly S1benchError[];
}

/**
 * Recomputes the chain of the log of each party in the folder of a migration, checks that what they say was given is there,
 * and checks every signature in the exchange, of certificates as they were when the file was made.
 * @throws `migration-folder-none`, DocumentErrors; what its PKI is refused with
 */
export function verifyMigration(folder: string): MigrationVerification {
  const { given } = Workspace.headOf(folder);
  const { trust } = loadPki(join(folder, 'pki'));
  const exchange = new FolderExchange(join(folder, 'exchange'));
  const names = exchange.names();
  const present = new Set(names);
  const problems: S1benchError[] = [];
  const refused: S1benchError[] = [];
  const logs = globSync('parties/*/log.jsonl', { cwd: folder }).sort();
  let lines = 0;
  for (const log of logs) {
    const problem = problemOf(log, () => {
      for (const { event, where } of readChain(join(folder, log), log)) {
        lines++;
        const { kind, name } = event;
        if (kind !== 'file-given' || typeof name !== 'string' || present.has(name)) continue;
        problems.push(broken(where, 'nothing in exchange/', name));
      }
    });
    if (problem !== undefined) problems.push(problem);
  }
  let signed = 0;
  for (const name of names) {
    if (isUnsigned(name, present)) continue;
    signed++;
    const problem = problemOf(name, () => checkFile(name, exchange, trust));
    if (problem !== undefined) (given.includes(name) ? refused : problems).push(problem);
  }
  const detached = names.filter((name) => isSignature(name, present)).length;
  const unsigned = names.length - signed - detached;
  const state = problems.length === 0 ? 'intact' : 'broken';
  return { state, logs: logs.length, lines, signed, unsigned, problems, refused };
}

function isSignature(name: string, present: ReadonlySet<string>): boolean {
  return name.endsWith('.sig') && present.has(name.slice(0, -'.sig'.length));
}

function isUnsigned(name: string, present: ReadonlySet<string>): boolean {
  return isSignature(name, present) || name.startsWith('ALERT_') || name.startsWith('MAPASSWORD_');
}

/** @throws what is wrong with a file, or with its signature */
function checkFile(name: string, exchange: FolderExchange, trust: Trust): void {
  const parsed = parseFileName(name);
  if (parsed === undefined || parsed.kind === 'password') {
    throw new S1benchError('migration-name-invalid', { found: name });
  }
  const { kind } = parsed;
  const problem = isOfRows(kind)
    ? problemOfRows(name, givers[kind], exchange, trust)
    : problemOfXml(name, kind, 'set' in parsed ? parsed.set : undefined, exchange, trust);
  if (problem !== undefined) throw problem;
}

function isOfRows(kind: FileName['kind']): kind is keyof typeof givers {
  return Object.hasOwn(givers, kind);
}

function problemOfRows(
  name: string,
  roles: readonly PartyRole[],
  exchange: FolderExchange,
  trust: Trust,
): S1benchError | undefined {
  const expected = signatureNameOf(name);
  const [bytes, signature] = [exchange.get(name), exchange.get(expected)];
  if (bytes === undefined || signature === undefined) return new S1benchError('rows-unsigned', { expected });
  const { created } = readSigned(signature, expected, detachedSignature).contents;
  return checkDetached(name, bytes, signature, roles, trust, created).problem;
}

function problemOfXml(
  name: string,
  kind: MigrationFileKind,
  named: string | undefined,
  exchange: FolderExchange,
  trust: Trust,
): S1benchError | undefined {
  const read = readMigrationFile(exchange.get(name) ?? new Uint8Array(), name, kind);
  const { set, created } = read.file.header;
  if (named !== undefined && named !== set) {
    return new S1benchError('migration-file-of-other-set', { found: set, expected: named });
  }
  return checkSignature(read, trust, created);
}

/** What is thrown, with the file where it doesn't name one. */
function problemOf(file: string, work: () => void): S1benchError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    const { code, found, expected, where } = error;
    if (where?.file !== undefined) return error;
    return new S1benchError(code, {
      where: { ...where, file },
      ...(found !== undefined && { found }),
      ...(expected !== undefined && { expected }),
      cause: error,
    });
  }
}
