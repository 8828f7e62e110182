import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Misfit, parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type CommissioningSteps, commissioningSchema } from '../commissioning/commissioning-steps.ts';
import { type Procedures, proceduresSchema } from '../device-testing/procedures.ts';
import { type Check, checksSchema } from './checks.ts';
import { type Exclusion, exclusionsSchema } from './exclusions.ts';
import { type Group, groupsSchema, misfitsOfGroups } from './groups.ts';
import { type Layout, type LayoutName, layoutsSchema } from './layouts.ts';
import { Parties, partiesSchema } from './parties.ts';
import { type Strategy, strategySchema } from './strategy.ts';

/** A file that rules were read from: its name, and what it held. */
export interface RulesFile {
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What the real documents would say, and this project's data say in their place. */
export interface MigrationRules {
  readonly parties: Parties;
  readonly groups: readonly Group[];
  readonly checks: readonly Check[];
  readonly strategy: Strategy;
  readonly exclusions: readonly Exclusion[];
  readonly layouts: Readonly<Record<LayoutName, Layout>>;
  readonly procedures: Procedures;
  readonly commissioning: CommissioningSteps;
  /** For the evidence: which rules a migration went by. */
  readonly files: readonly RulesFile[];
}

/** The schema of a file of each kind. */
export const rulesSchemas = {
  'migration-parties': partiesSchema,
  'migration-groups': groupsSchema,
  'migration-checks': checksSchema,
  'migration-strategy': strategySchema,
  'migration-exclusions': exclusionsSchema,
  'migration-layouts': layoutsSchema,
  'migration-procedures': proceduresSchema,
  'migration-commissioning': commissioningSchema,
} as const;
type RulesKind = keyof typeof rulesSchemas;
export const rulesKinds = Object.keys(rulesSchemas) as [RulesKind, ...RulesKind[]];

const ofSomeKind = z.looseObject({ kind: z.enum(rulesKinds) });

/**
 * The rules in the YAML files of a folder, and in files of one's own, each of which takes the place of the one of its kind.
 * @throws `file-unreadable`; `migration-rules-repeated` and `migration-rules-missing` where there isn't one file of a
 *   kind; DocumentErrors, with `migration-party-unknown` among their problems
 */
export function loadMigrationRules(folder: string, own: readonly string[] = []): MigrationRules {
  const sources = new Map([...sourcesIn(yamlFilesOf(folder)), ...sourcesIn(own)]);
  const read = <Kind extends RulesKind>(
    kind: Kind,
    refuse: (value: z.output<(typeof rulesSchemas)[Kind]>) => readonly Misfit[] = () => [],
  ): z.output<(typeof rulesSchemas)[Kind]> => {
    const source = sources.get(kind);
    if (source === undefined) throw new S1benchError('migration-rules-missing', { found: folder, expected: kind });
    const schema = rulesSchemas[kind] as unknown as z.ZodType<z.output<(typeof rulesSchemas)[Kind]>>;
    return parseDocument(source.text, source.file, schema, { refuse });
  };
  const parties = new Parties(read('migration-parties').parties);
  return {
    parties,
    groups: read('migration-groups', ({ groups }) => misfitsOfGroups(groups, parties)).groups,
    checks: read('migration-checks').checks,
    strategy: read('migration-strategy'),
    exclusions: read('migration-exclusions').exclusions,
    layouts: read('migration-layouts').layouts,
    procedures: read('migration-procedures'),
    commissioning: read('migration-commissioning'),
    files: rulesKinds.flatMap((kind) => {
      const { file, sha256 } = sources.get(kind) ?? {};
      return file === undefined || sha256 === undefined ? [] : [{ file, sha256 }];
    }),
  };
}

/**
 * Checks a file of rules by itself, whatever the others say.
 * @throws `file-unreadable`, DocumentErrors
 */
export function checkRulesFile(file: string): void {
  for (const [kind, { text }] of sourcesIn([file])) parseDocument<unknown>(text, file, rulesSchemas[kind]);
}

interface Source extends RulesFile {
  readonly text: string;
}

function sourcesIn(files: readonly string[]): ReadonlyMap<RulesKind, Source> {
  const sources = new Map<RulesKind, Source>();
  for (const file of files) {
    const bytes = bytesOf(file);
    const text = bytes.toString('utf8');
    const { kind } = parseDocument(text, file, ofSomeKind);
    const other = sources.get(kind)?.file;
    if (other !== undefined) {
      const found = `${kind} in ${other} too`;
      throw new S1benchError('migration-rules-repeated', { where: { file }, found, expected: 'one file of each kind' });
    }
    sources.set(kind, { file, text, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  return sources;
}

/** @throws `file-unreadable` */
function yamlFilesOf(folder: string): readonly string[] {
  const names = orUnreadable(folder, () => readdirSync(folder));
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** @throws `file-unreadable` */
function bytesOf(file: string): Buffer {
  return orUnreadable(file, () => readFileSync(file));
}

function orUnreadable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new S1benchError('file-unreadable', { where: { file }, found, cause });
  }
}
