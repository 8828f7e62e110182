import { copyFileSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Clock, RealClock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { randomFrom } from '../../core/random.ts';
import type { Party } from '../../migration/model/parties.ts';
import { type MigrationWorld, recordsOf } from '../../migration/model/world.ts';
import { loadPki, savePki } from '../../migration/pki/folder.ts';
import { makeTestPki, type TestPki } from '../../migration/pki/test-pki.ts';
import type { AuthorisationRow } from '../../migration/planning/authorisation-book.ts';
import { plannedProducts } from '../../migration/planning/planned-products.ts';
import { checkParties } from '../../migration/process/check-parties.ts';
import { Migration, type MigrationParts, type MigrationProgress } from '../../migration/process/migration.ts';
import { type MeterConfiguration, parseMeterConfiguration } from '../../migration/readiness/meter-configuration.ts';
import { writeAuthorisationReport } from '../../migration/reports/authorisation-report.ts';
import { type OutcomeTotals, writeOutcomeReports } from '../../migration/reports/outcome-report.ts';
import type { Group } from '../../migration/rules/groups.ts';
import { registrationsBy } from '../../migration/rules/registrations.ts';
import { loadMigrationRules, type MigrationRules } from '../../migration/rules/rules.ts';
import { readText } from '../../sim/files/read-text.ts';
import { sha256 } from '../evidence/line.ts';
import { benchWorld } from '../migration-world/bench-world.ts';
import { simWorld } from '../migration-world/sim-world.ts';
import { readGiven } from './given-files.ts';
import { type MigrationHead, Workspace } from './workspace.ts';

/** Files that ship with s1bench, and can be replaced. */
export interface MigrationData {
  /** Folder of the rules; see `loadMigrationRules`. */
  readonly rules: string;
  /** Files of one's own, each in the place of the one of its kind. */
  readonly ownRules: readonly string[];
  /** What dormant meters are configured to. */
  readonly configuration: string;
}

export interface NewMigration extends MigrationData {
  readonly target: { readonly sim: string; readonly count?: number | undefined } | { readonly bench: string };
  /** In place of that of simulated installations; a bench has none. */
  readonly seed?: string | undefined;
  /** Migration Authorisations and other files that take the place of a party's, with what belongs to them. */
  readonly given: readonly string[];
  /** A PKI of one's own; one is made unless given. */
  readonly pki?: string | undefined;
  readonly folder: string;
  readonly tool: string;
  readonly wallClock?: Clock;
}

export interface MigrationOptions {
  /** Installations that are worked on at the same time. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MigrationProgress | RefusedAuthorisation) => void;
}

export interface RefusedAuthorisation extends AuthorisationRow {
  readonly kind: 'authorisation-refused';
}

/** A migration that is ready to be begun, or to be gone on with. */
export interface PreparedMigration {
  readonly workspace: Workspace;
  readonly world: MigrationWorld;
  readonly rules: MigrationRules;
  readonly pki: TestPki;
  readonly head: MigrationHead;
}

export interface MigrationSummary extends OutcomeTotals {
  readonly folder: string;
  /** `aborted` where it was asked to stop; it can be gone on with. */
  readonly status: 'complete' | 'aborted';
}

/**
 * Reads and checks all that a new migration needs, and then makes its folder.
 * @throws what the files are refused with, and then nothing is written; `migration-folder-taken`
 */
export async function prepareMigration(options: NewMigration): Promise<PreparedMigration> {
  const { target, given, folder, tool, configuration, wallClock = new RealClock() } = options;
  const rules = loadMigrationRules(options.rules, options.ownRules);
  await readConfiguration(configuration);
  const file = resolve('sim' in target ? target.sim : target.bench);
  const givenFiles = readGiven(given);
  const { seed, world: probe } = await worldOf(target, options.seed);
  const pki = options.pki === undefined ? undefined : loadPki(options.pki);
  try {
    const groups = groupsIn(probe, rules, file);
    if (pki !== undefined) checkParties(groups, probe.clock.now(), { ...pkiParts(pki), rules });
  } finally {
    await probe.close();
  }
  const head: MigrationHead = {
    kind: 'migration',
    tool,
    startedAt: wallClock.now().toString(),
    ...(seed !== undefined && { seed }),
    target: {
      kind: 'sim' in target ? 'sim' : 'bench',
      file,
      sha256: sha256(readFileSync(file)),
      ...('sim' in target && target.count !== undefined && { count: target.count }),
    },
    rules: rules.files.map(({ file: of, sha256: digest }) => ({ file: basename(of), sha256: digest })),
    given: givenFiles.map(({ name }) => name),
  };
  await Workspace.begin(folder, head, async ({ exchange, pki: place, configuration: copy }) => {
    for (const { name, bytes } of givenFiles) exchange.put(name, bytes);
    const parties = rules.parties.all.map(partyOf);
    savePki(place, pki ?? (await makeTestPki({ parties, random: randomFrom(seed).fork('pki') })));
    copyFileSync(configuration, copy);
  });
  return open(folder, head, rules);
}

/**
 * Takes up a migration that was begun before.
 * @throws `migration-folder-none`; `migration-rules-other` and `migration-bench-other` where the rules, or the bench, aren't
 *   those that it went by until now
 */
export async function resumeMigration(
  folder: string,
  data: Omit<MigrationData, 'configuration'>,
): Promise<PreparedMigration> {
  const head = Workspace.headOf(folder);
  const rules = loadMigrationRules(data.rules, data.ownRules);
  const digests = rules.files.map(({ sha256: digest }) => digest).sort();
  const before = head.rules.map(({ sha256: digest }) => digest).sort();
  if (digests.join() !== before.join()) {
    throw new S1benchError('migration-rules-other', {
      where: { file: folder },
      expected: head.rules.map(({ file }) => file).join(', '),
    });
  }
  const { kind, file, sha256: digest } = head.target;
  // Simulated devices are held against their file where they are kept.
  if (kind === 'bench' && sha256(readFileSync(file)) !== digest) {
    throw new S1benchError('migration-bench-other', { where: { file }, expected: `the file with SHA-256 ${digest}` });
  }
  return open(folder, head, rules);
}

/** Carries a prepared migration out, to its end or until it is asked to stop, and writes its reports. */
export async function carryOutMigration(
  { workspace, world, rules, pki, head }: PreparedMigration,
  { atOnce, signal, onProgress }: MigrationOptions,
): Promise<MigrationSummary> {
  const { eligible, cpl } = plannedProducts(recordsOf(world), rules);
  const random = randomFrom(head.seed).fork('migration');
  const migration = new Migration({
    world,
    rules,
    ...pkiParts(pki),
    storeOf: workspace.storeOf,
    storageKeyOf: workspace.storageKeyOf,
    keyRandomOf: ({ role }) => random.fork(role),
    exchange: workspace.exchange,
    registrations: registrationsBy(rules.parties),
    eligible,
    cpl,
    configuration: await readConfiguration(workspace.configuration),
    plan: workspace.storeOf('plan'),
    random,
    atOnce,
    // On a bench nobody waits until tomorrow, nor for the morning.
    ...(head.target.kind === 'bench' && { days: 1, waitsForDays: false }),
    signal,
    log: (party, event) => workspace.log(party, event, world.clock),
    onProgress,
    onAuthorisationRefused: (row) => onProgress({ kind: 'authorisation-refused', ...row }),
  });
  const report = (): OutcomeTotals => {
    writeAuthorisationReport(workspace.reports, migration.cast.authorisations.rows);
    return writeOutcomeReports(workspace.reports, migration.cast.commissioningParty.outcomes());
  };
  try {
    const status = await migration.run().then(() => 'complete' as const, orAborted);
    return { folder: workspace.folder, status, ...report() };
  } catch (error) {
    report();
    throw error;
  } finally {
    await world.close();
    workspace.close();
  }
}

function orAborted(error: unknown): 'aborted' {
  if (isS1benchError(error, 'aborted')) return 'aborted';
  throw error;
}

/** @throws `file-unreadable`, DocumentErrors */
async function readConfiguration(file: string): Promise<MeterConfiguration> {
  return parseMeterConfiguration(await readText(file), file);
}

async function open(folder: string, head: MigrationHead, rules: MigrationRules): Promise<PreparedMigration> {
  const workspace = Workspace.open(folder, head);
  const { kind, file, count } = head.target;
  const target = kind === 'sim' ? { sim: file, count } : { bench: file };
  const { world } = await worldOf(target, head.seed, workspace.world);
  return { workspace, world, rules, pki: loadPki(workspace.pki), head };
}

async function worldOf(
  target: NewMigration['target'],
  seed: string | undefined,
  folder?: string,
): Promise<{ readonly world: MigrationWorld; readonly seed?: string }> {
  if ('bench' in target) return { world: await benchWorld(target.bench) };
  const world = await simWorld(target.sim, { count: target.count, seed, folder });
  return { world, seed: world.template.first.seed };
}

function partyOf({ role, id, name }: Party): Party {
  return { role, id, name };
}

/** What parties believe, and what each has. */
function pkiParts(pki: TestPki): Pick<MigrationParts, 'trust' | 'keysOf'> {
  return { trust: pki.trust, keysOf: ({ role, id }) => pki.keysOf(role, id) };
}

/** Who migrates an installation, and how, follows from its cohort. @throws `migration-cohort-unknown` */
function groupsIn(world: MigrationWorld, { groups }: MigrationRules, file: string): ReadonlySet<Group> {
  const all = new Set<Group>();
  const known = groups.map(({ cohort }) => cohort);
  for (const { hub, cohort } of recordsOf(world)) {
    const group = groups.find((each) => each.cohort === cohort);
    if (group !== undefined) {
      all.add(group);
      continue;
    }
    const found = cohort === undefined ? `${hub.id} has none` : `${cohort} of ${hub.id}`;
    throw new S1benchError('migration-cohort-unknown', {
      where: { file, path: 'cohort' },
      found,
      expected: known.join(', '),
    });
  }
  return all;
}
